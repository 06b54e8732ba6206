package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.report.Recorded;
import org.lastack.kit.report.Report;
import org.lastack.kit.rules.Rules;

/** {@code lastack matrix}: what it keeps, and where. */
class MatrixCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private int run(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "matrix";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--to";
        all[words.length + 2] = folder.toString();
        return Main.run(new PrintStream(out), new PrintStream(err), all);
    }

    @Test
    void each_stack_is_kept_under_its_name_and_reads_back() throws IOException {
        assertEquals(Main.CERTIFIED, run("reference", "--tries", "2"), err::toString);
        for (String name : List.of("reference-rfc9293", "reference-linux")) {
            Path file = folder.resolve(name + ".json");
            Report report = Recorded.read(file);
            assertEquals(1, report.stacks().size());
            assertEquals(Rules.all().size(), report.stacks().get(0).rules().size());
            assertEquals(Files.readString(file), Recorded.json(report));
            assertTrue(out.toString(StandardCharsets.UTF_8).contains(name + ".json: certified: "), out::toString);
        }
    }

    @Test
    void what_is_not_to_be_had_is_told_and_passed_over() {
        assertEquals(Main.USAGE, run("linux-2.4", "reference", "--tries", "1"), err::toString);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("linux-2.4 is not recorded: "), err::toString);
        assertTrue(Files.exists(folder.resolve("reference-linux.json")));
    }

    @Test
    void a_word_that_is_no_stack_is_refused_before_anything_is_run() {
        assertEquals(Main.USAGE, run("reference", "freebsd"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("no stack is called freebsd"), err::toString);
        assertEquals(Main.USAGE, run("reference", "--tries", "0"));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }
}
