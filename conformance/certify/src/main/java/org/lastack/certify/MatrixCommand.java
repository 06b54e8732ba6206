package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.ConsoleReport;
import org.lastack.kit.report.Recorded;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack matrix}: records again what the site shows of the stacks that it cannot certify itself. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack matrix [STACK...] [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Certifies one stack after the other and keeps a report of each in a small form, under its name and",
            "version: what the site's matrix shows. Without a STACK: linux linux-6.12 lwip gvisor slirp.",
            "A stack that is not to be had here is told and passed over.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:all are recorded, whatever was found",
            "  2:wrong usage, or a stack is not to be had here",
            "130:interrupted"
        })
final class MatrixCommand implements Callable<Integer> {
    private static final List<String> USUAL = List.of("linux", "linux-6.12", "lwip", "gvisor", "slirp");
    private static final String FOLDER = "site/verdicts";

    private final PrintStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*", paramLabel = "STACK", description = "as for 'lastack certify'")
    private List<String> stacks = new ArrayList<>();

    @Option(names = "--tries", paramLabel = "N", description = "scenarios for each rule (default: as for certify)")
    private @Nullable Integer tries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "the same seed and tries give the same scenarios (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--to", paramLabel = "DIR", description = "where to keep them (default " + FOLDER + ")")
    private @Nullable Path folder;

    MatrixCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws Exception {
        if (tries != null && tries < 1) {
            throw new Problem("--tries must be at least 1, not " + tries);
        }
        Path to = folder == null ? ProjectFolder.resolve(FOLDER) : folder;
        Files.createDirectories(to);
        List<Target> targets = new ArrayList<>();
        for (String word : stacks.isEmpty() ? USUAL : stacks) {
            targets.addAll(Target.of(word, null, List.of()));
        }
        boolean kernel = targets.stream().anyMatch(Target::onKernel);
        return kernel ? OnKernel.run(err, () -> record(targets, to)) : record(targets, to);
    }

    private int record(List<Target> targets, Path to) throws InterruptedException, IOException {
        int code = Main.CERTIFIED;
        for (Target target : targets) {
            code = Math.max(code, record(target, to));
        }
        return code;
    }

    private int record(Target target, Path to) throws InterruptedException, IOException {
        Terminal plain = Terminal.of(false);
        try (Target.Open stack = target.opener().get()) {
            int usual = target.tries(stack.profile());
            CertifyRun run = new CertifyRun(
                    Rules.all(),
                    seed,
                    tries != null ? tries : usual,
                    usual,
                    false,
                    false,
                    CertifyCommand.knownDeviations(target.known()));
            List<CertifyRun.Came> came;
            try (Progress progress = new Progress(err, plain, false)) {
                came = run.on(List.of(target), List.of(stack), progress);
            }
            Report report = Reporting.together(
                    Main.version(), came.stream().map(CertifyRun.Came::report).toList());
            Path file = to.resolve(fileName(report.stacks().get(0).stack().name()));
            Files.writeString(file, Recorded.json(report));
            out.print(file.getFileName() + ": " + new ConsoleReport(report, plain.columns(), plain.ink()).summary());
            return Main.CERTIFIED;
        } catch (StackUnavailableException e) {
            err.println("lastack: " + target.label() + " is not recorded: " + e.getMessage());
            return Main.USAGE;
        }
    }

    /** A name and a version make a file's name: {@code linux-6.12.117.json}. */
    private static String fileName(String stack) {
        return stack.replaceAll("[^A-Za-z0-9.]+", "-") + ".json";
    }
}
