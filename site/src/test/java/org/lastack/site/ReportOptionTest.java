package org.lastack.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --report} names must be a report; who gave something else hears it in a line, before anything is written. */
class ReportOptionTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aFileThatIsNotThere() {
        Path file = folder.resolve("none.json");

        assertEquals(Main.USAGE, run(file));
        assertEquals(
                "lastack: cannot read " + file + "; --report wants the report.json of a certification\n",
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aFileThatIsNoReport() throws IOException {
        Path file = Files.writeString(folder.resolve("page.html"), "<html>");

        assertEquals(Main.USAGE, run(file));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
        assertEquals(0, err.toString(StandardCharsets.UTF_8).indexOf("lastack: " + file + ": no report: not JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--out", "--report"})
    void aNameThatIsEmpty(String option) {
        assertEquals(Main.USAGE, run(option, ""));
        assertEquals("lastack: a file or folder without a name\n", err.toString(StandardCharsets.UTF_8));
    }

    private int run(Path file) {
        Path site = folder.resolve("site");
        int code = run("--out", site.toString(), "--report", file.toString());
        assertFalse(Files.exists(site));
        return code;
    }

    private int run(String... args) {
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }
}
