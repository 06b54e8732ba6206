package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lastack.kit.stack.StackUnavailableException;

/** The clock of a stack that works in threads of its own stands still but for {@code advance}, and every life of it is the same. */
@Timeout(300)
class VirtualTimeTest {
    private static final String HELLO = "hello 1 192.0.2.1 192.0.2.16 2001:db8::1 2001:db8::16";

    /** RFC 6298 §2.1 and §5.5: a SYN comes again after 1, 2, 4, … s. */
    @Test
    void gvisor_sends_its_syn_again_to_the_millisecond() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HELLO, "connect 1 192.0.2.16 80 5000"));
        for (int i = 0; i < 5; i++) {
            lines.add("advance 3600000");
        }
        List<String> said = talk(Shim.GVISOR, lines);
        List<String> passed = said.stream().filter(l -> l.matches("ok \\d+")).toList();
        assertEquals(List.of("ok 1000", "ok 2000", "ok 4000", "ok 8000", "ok 16000"), passed);
    }

    /** tcp_timer.h: 12 ticks for the first SYN, then twice that at most 24; a tick is 499 ms. */
    @Test
    void libslirp_sends_its_syn_again_to_the_millisecond() throws IOException {
        List<String> lines = new ArrayList<>(List.of(HELLO, "connect 1 192.0.2.16 80 5000"));
        for (int i = 0; i < 3; i++) {
            lines.add("advance 3600000");
        }
        List<String> passed = talk(Shim.SLIRP, lines).stream()
                .filter(l -> l.matches("ok \\d+"))
                .toList();
        assertEquals(List.of("ok " + 12 * 499, "ok " + 24 * 499, "ok " + 24 * 499), passed);
    }

    @Test
    void every_life_of_libslirp_is_the_same() throws IOException {
        everyLifeIsTheSame(
                Shim.SLIRP,
                List.of(
                        HELLO,
                        "connect 1 192.0.2.16 80",
                        "connect 2 192.0.2.17 81",
                        "advance 3600000",
                        "advance 3600000",
                        "close 1",
                        "close 2",
                        "again"));
    }

    @Test
    void every_life_of_gvisor_is_the_same() throws IOException {
        everyLifeIsTheSame(
                Shim.GVISOR,
                List.of(
                        HELLO,
                        "connect 1 192.0.2.16 80",
                        "connect 2 2001:db8::16 80",
                        "advance 3600000",
                        "advance 3600000",
                        "close 1",
                        "close 2",
                        "again"));
    }

    private static void everyLifeIsTheSame(Shim shim, List<String> life) throws IOException {
        List<String> twice = new ArrayList<>(life);
        twice.addAll(life);
        List<String> said = talk(shim, twice);
        assertEquals(said.subList(0, said.size() / 2), said.subList(said.size() / 2, said.size()));
        assertEquals(said, talk(shim, twice));
    }

    private static List<String> talk(Shim shim, List<String> commands) throws IOException {
        Process process = new ProcessBuilder(command(shim))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader in = process.inputReader(StandardCharsets.US_ASCII);
                PrintWriter out = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true)) {
            List<String> said = new ArrayList<>();
            for (String command : commands) {
                out.println(command);
                String line;
                do {
                    line = in.readLine();
                    said.add(line);
                } while (line.startsWith("packet ") || line.startsWith("done "));
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(Shim shim) {
        try {
            return shim.command();
        } catch (StackUnavailableException e) {
            if (!"true".equals(System.getenv("CI"))) {
                abort(e.getMessage());
            }
            throw e;
        }
    }
}
