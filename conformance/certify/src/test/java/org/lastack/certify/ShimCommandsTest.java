package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastack.stacks.line.Shim;

/** A shim from nothing to its first dialogue. */
@Timeout(300)
class ShimCommandsTest {
    private static final String GREETS = "while read -r word rest; do case $word in"
            + " hello) echo ok toy 1 clock=virtual msl_ms=60000 rto_ms=1000;; bye) exit;; ";

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Where everything is meant to be there, a C compiler and Python are; Go and Rust are nobody's duty. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c      | true  | cc --version      | cc -Wall -Wextra -Werror -O2 -o shim shim.c | ./shim
            python | true  | python3 --version | true                                        | python3 ./shim.py
            go     | false | go version        | go vet ./... && go build -o shim .          | ./shim
            rust   | false | cargo --version   | cargo build --release --offline             | ./target/release/shim
            """)
    void a_new_shim_compiles_says_hello_and_is_told_what_to_do_next(
            String language, boolean duty, String there, String build, String program) throws Exception {
        assumeTrue(shell(temp, there) == 0 || duty && "true".equals(System.getenv("CI")), there + " fails here");
        Path folder = temp.resolve("my shim");
        assertEquals(0, run("new-shim", language, folder.toString()), this::err);
        assertTrue(out().contains("\nthen: ./lastack shim-check -- "), out());
        assertEquals(0, shell(folder, build), build);
        String start = "cd '" + folder + "' && exec " + program;
        assertEquals(1, run("shim-check", "--", "sh", "-c", start), this::err);
        assertTrue(out().startsWith("✔     it says hello: mystack 0.1, virtual clock, IPv4, "), out());
        assertTrue(out().contains("\n✘  1  it listens on a port: no\n       listen S PORT: the answer is ok\n"), out());
        assertTrue(out().endsWith("\n10 of 10 are not as they should be; begin with the first\n"), out());
        assertEquals(2, run("new-shim", language, folder.toString()));
        assertTrue(err().contains(" is there already; give another folder"), err());
    }

    @Test
    void lwip_holds_all_ten_dialogues() {
        boolean there = Files.isReadable(Path.of("/usr/include/lwip/lwip/tcp.h"));
        assertTrue(there || !"true".equals(System.getenv("CI")), "lwIP is not installed (Debian: liblwip-dev)");
        assumeTrue(there, "lwIP is not installed (Debian: liblwip-dev)");
        assertEquals(0, run("shim-check", "--", Shim.LWIP.program().toString()), this::out);
        assertEquals(12, out().lines().count(), out());
        assertTrue(out().contains("\n✔ 10  it takes no notice of a segment with a wrong checksum\n"), out());
        assertTrue(out().contains("\nall 10 are as they should be; next: ./lastack certify -- /"), out());
    }

    @Test
    void a_shim_that_dies_is_asked_the_other_questions_too_and_ends_with_three() {
        String dies =
                GREETS + "again) echo err EOPNOTSUPP;; listen) echo ok;; accept) exit 7;; *) echo ok;; esac; done";
        assertEquals(3, run("shim-check", "--", "sh", "-c", dies), this::out);
        assertTrue(
                out().contains("\n✔  1  it listens on a port\n✘  2  it has nobody to accept before anybody came: no;"),
                out());
        assertTrue(out().contains("\n✘ 10  "), out());
        assertTrue(err().startsWith("lastack: the stack broke the contract: sh ended (exit status 7)"), err());
    }

    @Test
    void everything_that_goes_to_and_fro_is_written_down_if_one_wants_it() throws IOException {
        Path log = temp.resolve("log");
        String talks = GREETS
                + "again) echo err EOPNOTSUPP;; deliver | advance) echo ok;; *) echo hm >&2; echo err EOPNOTSUPP;; esac; done";
        assertEquals(1, run("shim-check", "--log", log.toString(), "--", "sh", "-c", talks), this::err);
        List<String> lines = Files.readAllLines(log);
        assertEquals("1> hello 1 192.0.2.1 192.0.2.16 2001:db8::1 2001:db8::10", lines.get(0));
        assertEquals("1< ok toy 1 clock=virtual msl_ms=60000 rto_ms=1000", lines.get(1));
        assertTrue(lines.stream().anyMatch(l -> l.matches("[0-9]+> listen 1 [0-9]+")), lines::toString);
        assertTrue(lines.contains("2! hm"), lines::toString);
        assertEquals(2, run("certify", "--log", temp.toString(), "--", "sh", "-c", talks));
        assertEquals("lastack: cannot write the log " + temp + ": it is a folder\n", err());
        assertEquals(2, run("certify", "--log", log.toString()));
        assertEquals("lastack: --log is for programs that answer line by line; reference is none\n", err());
    }

    @Test
    void what_is_missing_is_asked_for() {
        assertEquals(2, run("shim-check"));
        assertEquals("lastack: say which program: lastack shim-check -- PROGRAM\n", err());
        assertEquals(2, run("shim-check", "--"));
        assertEquals("lastack: no program after --\n", err());
        assertEquals(2, run("new-shim", "cobol", temp.toString()));
        assertTrue(err().contains("expected one of [c, go, rust, python]"), err());
        assertEquals(1, err().lines().count(), err());
    }

    private static int shell(Path folder, String command) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", command));
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
