package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when a certification is stopped in the middle: nothing. */
@Timeout(60)
class InterruptionTest {
    /** SIGTERM is 15; Ctrl-C takes the same way with 2, and 130. */
    private static final int TERMINATED = 128 + 15;

    private final List<ProcessHandle> started = new ArrayList<>();

    @Test
    void a_signal_ends_both_presets_with_one_line() throws Exception {
        Process lastack = lastack("--tries", "1000000");
        children(lastack, 0);
        lastack.toHandle().destroy(); // its own destroy() would close what it still has to say
        assertEquals(TERMINATED, lastack.waitFor());
        assertEquals("lastack: interrupted; the stacks were closed\n", complaint(lastack));
    }

    @Test
    void a_signal_ends_a_program_that_waits_for_nothing() throws Exception {
        String silent = "read hello; echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000 features=;"
                + " while :; do read command; done";
        Process lastack = lastack("--", "sh", "-c", silent);
        List<ProcessHandle> programs = children(lastack, 1);
        lastack.toHandle().destroy(); // its own destroy() would close what it still has to say
        assertEquals(TERMINATED, lastack.waitFor());
        assertTrue(complaint(lastack).startsWith("lastack: interrupted"), "no word of it");
        assertAllEnd(programs);
    }

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private Process lastack(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add(
                    "--enable-native-access=ALL-UNNAMED"); // as the launcher has it; a warning comes first otherwise
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "certify"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).start();
        started.add(process.toHandle());
        return process;
    }

    /** Waits for the header, which comes when everything is ready, and for so many children. */
    private List<ProcessHandle> children(Process lastack, int count) throws Exception {
        BufferedReader said = lastack.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        while (line != null && !line.contains(" tries each")) {
            line = said.readLine();
        }
        while (lastack.isAlive() && lastack.children().count() < count) {
            Thread.sleep(10);
        }
        assertTrue(lastack.isAlive(), "it ended before it was stopped");
        List<ProcessHandle> children = lastack.children().toList();
        started.addAll(children);
        return children;
    }

    private static String complaint(Process lastack) {
        try (Stream<String> lines = lastack.errorReader(StandardCharsets.UTF_8).lines()) {
            return lines.filter(l -> !l.contains("rule ")).reduce("", (a, b) -> a + b + "\n");
        }
    }

    private static void assertAllEnd(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(30, TimeUnit.SECONDS);
        }
    }
}
