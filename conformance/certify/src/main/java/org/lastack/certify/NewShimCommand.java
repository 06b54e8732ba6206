package org.lastack.certify;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lastack new-shim}: a program that says hello, to begin with. */
@Command(
        name = "new-shim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack new-shim c|go|rust|python DIR",
        descriptionHeading = "%n",
        description = {
            "Writes a program that speaks the line protocol: it says hello, and what is yours to fill in is marked.",
            "No file is written over.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"  0:it was written", "  2:wrong usage, or it could not be written"})
final class NewShimCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(index = "0", paramLabel = "LANGUAGE", description = "c, go, rust or python")
    private Language language = Language.c;

    @Parameters(index = "1", paramLabel = "DIR", description = "the folder; it is made if there is none")
    private Path folder = Path.of("");

    /** A language, with the files of its shim, how to build it, and what to run. */
    enum Language {
        c(List.of("shim.c"), "cc -O2 -o shim shim.c", "shim"),
        go(List.of("go.mod", "main.go"), "go build -o shim .", "shim"),
        rust(List.of("Cargo.toml", "src/main.rs"), "cargo build --release", "target/release/shim"),
        python(List.of("shim.py"), "", "shim.py");

        private final List<String> files;
        private final String build;
        private final String program;

        Language(List<String> files, String build, String program) {
            this.files = files;
            this.build = build;
            this.program = program;
        }
    }

    NewShimCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        for (String file : language.files) {
            if (Files.exists(folder.resolve(file))) {
                throw new Problem(folder.resolve(file) + " is there already; give another folder");
            }
        }
        for (String file : language.files) {
            write(file);
            out.println("written: " + folder.resolve(file));
        }
        if (!language.build.isEmpty()) {
            out.println("next: (cd " + Text.quoted(folder.toString()) + " && " + language.build + ")");
        }
        String program = Text.quoted(folder.resolve(language.program).toString());
        out.println("then: ./lastack shim-check -- " + (language == Language.python ? "python3 " : "") + program);
        return Main.CERTIFIED;
    }

    private void write(String file) {
        Path to = folder.resolve(file);
        String name = "shims/" + language + "/" + file;
        try (InputStream in = NewShimCommand.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            Path parent = to.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.copy(in, to);
        } catch (IOException e) {
            throw new Problem("cannot write " + to + ": " + Reasons.of(e));
        }
    }
}
