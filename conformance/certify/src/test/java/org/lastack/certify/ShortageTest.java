package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A system that does not give enough is one line, and never a verdict. */
@Timeout(300)
class ShortageTest {
    @BeforeEach
    void needsADevice() {
        boolean there = Files.isWritable(Path.of("/dev/net/tun"));
        assertTrue(there || !"true".equals(System.getenv("CI")), "there is no /dev/net/tun");
        assumeTrue(there, "there is no /dev/net/tun");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 90, 128, 200, 256})
    void too_few_open_files(int most) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Process process = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "ulimit -n " + most + "; exec \"$@\"",
                        "sh",
                        java,
                        "-cp",
                        classes,
                        Main.class.getName(),
                        "certify",
                        "linux",
                        "--quiet"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(Main.USAGE, process.waitFor(), said);
        List<String> lines = said.lines().filter(l -> l.startsWith("lastack: ")).toList();
        assertEquals(1, lines.size(), said);
        assertTrue(lines.get(0).contains("ulimit -n 4096"), said);
    }
}
