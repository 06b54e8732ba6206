package org.lastack.lessons;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastack.lessons.engine.Kernel;
import org.lastack.machine.Knob;
import org.lastack.stacks.ProjectFolder;

/** What was measured on a kernel, {@code lessons/measured.tsv}, is what that kernel does, what the preset has and what texts say. */
class MeasuredTest {
    private static final String SITE = "site/src/main/resources/org/lastack/site/reference/";
    private static final String SYSCTL = "sysctl net.";

    /** A line of the file; {@code text} is the name of a file and the words that stand in it, or empty. */
    private record Fact(String kernel, String command, String value, String text) {
        String knob() {
            return command.substring(command.lastIndexOf('.') + 1);
        }

        /** Where the kernel shows it. */
        String path() {
            return "/proc/sys/" + command.substring("sysctl ".length()).replace('.', '/');
        }
    }

    private static List<Fact> facts() throws IOException {
        try (Stream<String> lines = Files.lines(ProjectFolder.resolve("lessons/measured.tsv"))) {
            return lines.skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(c -> new Fact(c[0], c[1], c[2], c[3]))
                    .toList();
        }
    }

    private static List<Fact> defaults() throws IOException {
        return facts().stream().filter(f -> f.command().startsWith(SYSCTL)).toList();
    }

    @Test
    void the_preset_has_the_defaults_of_the_kernel() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Fact fact : defaults()) {
            Knob knob = Knob.find(fact.knob());
            if (knob != null && !fact.value().equals("" + knob.linux())) {
                wrong.add(fact.knob() + " is " + fact.value() + " and not " + knob.linux());
            }
            if (fact.knob().equals("ip_local_port_range")) {
                assertEquals(Knob.IP_LOCAL_PORT_MIN.linux() + " " + Knob.IP_LOCAL_PORT_MAX.linux(), fact.value());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void the_default_of_every_setting_that_has_a_page_was_measured() throws IOException {
        List<String> measured = defaults().stream().map(Fact::command).toList();
        List<String> missing = Files.readAllLines(ProjectFolder.resolve(SITE + "knobs.txt")).stream()
                .filter(line -> line.startsWith("where: sysctl `"))
                .map(line -> "sysctl " + line.split("`")[1])
                .filter(each -> !measured.contains(each))
                .toList();
        assertEquals(
                List.of("sysctl net.ipv4.tcp_max_orphans", "sysctl net.ipv4.tcp_max_tw_buckets"),
                missing,
                "those follow the memory of the host, and nothing else may be missing");
    }

    /** A network namespace begins with the defaults, whatever is set outside. */
    @Test
    void the_kernel_still_has_them() throws IOException, InterruptedException {
        List<Fact> mine = defaults().stream().filter(f -> runs(f.kernel())).toList();
        assumeTrue(!mine.isEmpty() && Kernel.isRunning(), "another kernel, or no network namespaces here");
        boolean root = System.getProperty("user.name", "").equals("root");
        List<String> command = new ArrayList<>(List.of("unshare", root ? "-n" : "-rn", "cat"));
        mine.forEach(fact -> command.add(fact.path()));
        Process cat = new ProcessBuilder(command).start();
        String said = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, cat.waitFor(), new String(cat.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(
                mine.stream().map(Fact::value).toList(),
                said.replace('\t', ' ').lines().toList());
    }

    @Test
    void texts_say_what_was_measured() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Fact fact : facts()) {
            String[] place = fact.text().split(": ", 2);
            if (place.length == 2) {
                Path file = ProjectFolder.resolve((place[0].endsWith(".adoc") ? "lessons/text/" : SITE) + place[0]);
                if (!Files.readString(file).contains(place[1])) {
                    wrong.add(place[0] + " does not say: " + place[1]);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Lesson 12: what it takes to bind a port that is in TIME-WAIT. */
    @Test
    void a_port_in_time_wait_is_bound_again_with_so_reuseaddr_on_both_sockets_alone() throws IOException {
        assumeTrue(linux());
        for (boolean before : new boolean[] {false, true}) {
            for (boolean now : new boolean[] {false, true}) {
                InetSocketAddress left = inTimeWait(before);
                try (Socket again = new Socket()) {
                    again.setReuseAddress(now);
                    if (before && now) {
                        again.bind(left);
                    } else {
                        assertThrows(BindException.class, () -> again.bind(left), before + " " + now);
                    }
                }
            }
        }
    }

    /** The client's address, of a connection that the client has closed first. */
    private static InetSocketAddress inTimeWait(boolean reuse) throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (ServerSocket listener = new ServerSocket(0, 5, here);
                Socket near = new Socket()) {
            near.setReuseAddress(reuse);
            near.bind(new InetSocketAddress(here, 0));
            near.connect(listener.getLocalSocketAddress());
            try (Socket far = listener.accept()) {
                InetSocketAddress mine = (InetSocketAddress) near.getLocalSocketAddress();
                near.shutdownOutput();
                assertEquals(-1, far.getInputStream().read());
                far.shutdownOutput();
                assertEquals(-1, near.getInputStream().read());
                return mine;
            }
        }
    }

    /** Lesson 13: a RST takes nothing from a reader on Linux that had arrived before it. */
    @Test
    void what_had_arrived_before_a_rst_is_read_before_the_error() throws IOException {
        assumeTrue(linux());
        byte[] text = "five!".getBytes(StandardCharsets.US_ASCII);
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (ServerSocket listener = new ServerSocket(0, 5, here);
                Socket far = writtenAndReset(listener, text)) {
            assertArrayEquals(text, far.getInputStream().readNBytes(text.length));
            SocketException reset = assertThrows(
                    SocketException.class, () -> far.getInputStream().read());
            assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset.toString());
        }
    }

    private static Socket writtenAndReset(ServerSocket listener, byte[] text) throws IOException {
        try (Socket near = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            near.getOutputStream().write(text);
            near.setSoLinger(true, 0);
            return listener.accept();
        }
    }

    private static boolean linux() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    private static boolean runs(String version) {
        return Kernel.running().equals("Linux " + version);
    }
}
