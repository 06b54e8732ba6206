package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The process as a shell sees it: what it writes, to where that cannot be written, and its exit code. */
class StandardStreamsTest {
    private record Ended(int code, String err) {}

    /** In a process of its own: a library that logs while lastack runs. */
    static final class Noisy {
        public static void main(String[] args) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> Logger.getLogger("net.jqwik").warning("nobody asked for this")));
            Main.main(args);
        }
    }

    @Test
    void what_cannot_be_written_is_told_and_is_no_success() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        for (String words : List.of("certify --list", "--help", "certify --help", "--version")) {
            Ended ended = shell("\"$@\" " + words + " >/dev/full", Main.class);
            assertEquals(2, ended.code(), words);
            assertTrue(
                    ended.err().matches("lastack: cannot write to standard output: [^\n]*\n"),
                    words + ": " + ended.err());
        }
    }

    @Test
    void a_verdict_that_cannot_be_written_is_none() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        String line = "certify --preset linux --rules TW-RESTART --tries 2";
        assertEquals(0, shell("\"$@\" " + line + " >/dev/null", Main.class).code());
        assertEquals(2, shell("\"$@\" " + line + " >/dev/full", Main.class).code());
    }

    @Test
    void who_stops_reading_is_not_complained_of() throws Exception {
        // The reader has gone long before a JVM has started.
        Ended ended = shell("{ \"$@\" certify --list; echo code $? >&2; } | true", Main.class);
        assertEquals("code 141\n", ended.err());
    }

    @Test
    void what_libraries_log_stays_away_from_the_terminal() throws Exception {
        Ended ended = shell("\"$@\" --version >/dev/null", Noisy.class);
        assertEquals(0, ended.code());
        assertEquals("", ended.err());
    }

    private static Ended shell(String script, Class<?> main) throws IOException, InterruptedException {
        Path err = Files.createTempFile("err", "");
        try {
            Process process = new ProcessBuilder(
                            "sh",
                            "-c",
                            script,
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName())
                    .redirectError(err.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "hangs");
            return new Ended(process.exitValue(), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(err);
        }
    }
}
