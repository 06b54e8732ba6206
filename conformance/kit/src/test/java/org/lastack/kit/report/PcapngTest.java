package org.lastack.kit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngTest {
    private static final byte[] CAPTURE = Pcapng.of(Made.trace(), 3, "TW-RESTART: no ACK");

    @TempDir
    private Path temp;

    /** The block structure of the pcapng format: each block has its length before and after it, a multiple of four. */
    @Test
    void every_block_is_whole() {
        ByteBuffer in = ByteBuffer.wrap(CAPTURE).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> types = new ArrayList<>();
        while (in.hasRemaining()) {
            int begin = in.position();
            types.add(in.getInt());
            int length = in.getInt();
            assertEquals(0, length % 4);
            assertEquals(length, in.getInt(begin + length - 4));
            in.position(begin + length);
        }
        assertEquals(List.of(0x0A0D0D0A, 1, 6, 6, 6), types);
    }

    @Test
    void tshark_reads_packets_comments_and_times() throws Exception {
        need();
        Path file = temp.resolve("made.pcapng");
        Files.write(file, CAPTURE);
        List<String> lines = tshark(
                "-r",
                file.toString(),
                "-T",
                "fields",
                "-e",
                "frame.time_relative",
                "-e",
                "tcp.flags.str",
                "-e",
                "frame.comment",
                "-E",
                "separator=|");
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("0.000000000|") && lines.get(0).endsWith("|close: ok"), lines.get(0));
        assertTrue(lines.get(1).startsWith("0.020000000|"), lines.get(1));
        assertTrue(lines.get(1).endsWith("|TW-RESTART: no ACK"), lines.get(1));
        assertTrue(lines.get(2).endsWith("|cut short"), lines.get(2));
    }

    private static List<String> tshark(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return said.lines().toList();
    }

    private static void need() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/tshark"));
        assertTrue(there || !"true".equals(System.getenv("CI")), "tshark is not installed (Debian: tshark)");
        assumeTrue(there, "tshark is not installed (Debian: tshark)");
    }
}
