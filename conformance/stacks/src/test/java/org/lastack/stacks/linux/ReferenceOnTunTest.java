package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.State;

/** Real clients meet the reference: curl, through the kernel. */
@Timeout(300)
class ReferenceOnTunTest {
    private static final int DOWNLOADS = 20;
    private static final int OCTETS = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void curl_downloads_a_megabyte_twenty_times_intact_while_five_percent_of_the_packets_are_lost_each_way()
            throws IOException, InterruptedException {
        Here.need(Here.has("curl"), "curl is not installed");
        try (ReferenceOnTun reference = reference()) {
            List<Process> clients = new ArrayList<>();
            for (int i = 0; i < DOWNLOADS; i++) {
                clients.add(reference.start(
                        List.of("curl", "-sS", "--max-time", "240", "-o", file(i).toString(), "http://192.0.2.1/1M")));
            }
            byte[] expected = Bytes.pattern(0, OCTETS).toArray();
            for (int i = 0; i < DOWNLOADS; i++) {
                assertTrue(clients.get(i).waitFor(250, TimeUnit.SECONDS), "curl still runs");
                assertEquals(0, clients.get(i).exitValue(), "curl's exit code");
                assertArrayEquals(expected, Files.readAllBytes(file(i)), "download " + i);
            }
            assertNull(reference.failure());
            assertEquals(DOWNLOADS, reference.served());
            assertSettles(reference);
        }
    }

    private static ReferenceOnTun reference() {
        try {
            // On a busy machine the kernel's FIN comes twice before the first ACK of it is out, and the second ACK
            // draws a RST.
            Settings settings = Settings.linux().with(Knob.TCP_RFC1337, 1);
            return ReferenceOnTun.open(settings, 80, 5, 1);
        } catch (StackUnavailableException e) {
            Here.need(false, e.getMessage());
            throw e;
        }
    }

    /** The reference closed first: TIME-WAIT is on its side; the kernel leaves LAST-ACK when the last ACK gets through. */
    private static void assertSettles(ReferenceOnTun reference) throws InterruptedException {
        Map<State, Integer> right = Map.of(State.TIME_WAIT, DOWNLOADS);
        for (int i = 0;
                i < 500
                        && !(right.equals(reference.ours())
                                && reference.kernels().isEmpty());
                i++) {
            Thread.sleep(100);
        }
        assertEquals(right, reference.ours(), "the reference");
        assertEquals(Map.of(), reference.kernels(), "the kernel");
    }

    private Path file(int number) {
        return folder.resolve("download-" + number);
    }
}
