package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.line.Shim;

/** The whole pipe on everything that is at hand: what a stack author runs, and what it must say of each. */
@Timeout(600)
class RealStacksTest {
    @TempDir
    private Path temp;

    @Test
    @Tag("verdict")
    void the_reference_is_certified_under_both_presets() throws Exception {
        assertCertified("--tries", "200");
    }

    @Test
    @Tag("verdict")
    void lwip_is_certified_but_for_what_is_known_of_it() throws Exception {
        need(Files.isReadable(Path.of("/usr/include/lwip/lwip/tcp.h")), "lwIP is not installed (Debian: liblwip-dev)");
        assertCertified("lwip", "--tries", "100");
    }

    @Test
    @Tag("verdict")
    void gvisor_is_certified_but_for_what_is_known_of_it() throws Exception {
        needShim(Shim.GVISOR);
        assertCertified("gvisor", "--tries", "8");
    }

    @Test
    @Tag("verdict")
    void libslirp_is_certified_but_for_what_is_known_of_it_and_what_no_list_can_excuse() throws Exception {
        needShim(Shim.SLIRP);
        assertCertified("slirp", "--tries", "5", "--exclude", "RB-URG");
        assertSays(
                Main.BROKEN_CONTRACT,
                "the stack floods",
                "certify",
                "slirp",
                "--quiet",
                "--tries",
                "10",
                "--rules",
                "RB-URG");
    }

    @Test
    void a_deviation_that_nobody_knows_of_passes_unless_the_gate_is_for_it() throws Exception {
        need(Files.isReadable(Path.of("/usr/include/lwip/lwip/tcp.h")), "lwIP is not installed (Debian: liblwip-dev)");
        String none = Files.createFile(temp.resolve("none")).toString();
        String[] words = {"certify", "lwip", "--rules", "HC-FD-RST", "--tries", "20", "--quiet", "--known"};
        assertSays("certified: 1 deviation", with(words, none));
        assertSays(
                Main.NOT_CERTIFIED, "--gate should: 1 deviation is not known", with(words, none, "--gate", "should"));
        assertSays(
                "certified: 1 deviation",
                with(words, Shim.LWIP.knownDeviations().toString(), "--gate", "should"));
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    @Tag("verdict")
    void the_running_kernel_is_certified_but_for_what_is_known_of_linux() throws Exception {
        need(Files.isWritable(Path.of("/dev/net/tun")), "there is no /dev/net/tun");
        Path orphans = Path.of("/proc/sys/net/ipv4/tcp_max_orphans");
        String before = Files.readAllLines(orphans).get(0);
        assertCertified("linux");
        assertEquals(before, Files.readAllLines(orphans).get(0), "tcp_max_orphans");
    }

    @Test
    @Tag("verdict")
    void a_kernel_in_virtual_time_is_certified_but_for_what_is_known_of_its_version() throws Exception {
        need(
                Files.isReadable(Path.of("/usr/src/linux-source-6.12.tar.xz")),
                "the source of a kernel is not installed (Debian: linux-source-6.12)");
        assertCertified("linux-6.12", "--tries", "8");
    }

    @Test
    @Tag("verdict")
    void the_preset_linux_does_what_the_running_kernel_does() throws Exception {
        need(Files.isWritable(Path.of("/dev/net/tun")), "there is no /dev/net/tun");
        assertSays(", 0 otherwise", "compare", "linux", "--scenarios", "600", "--seed", "7");
    }

    private static void assertCertified(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("certify", "--quiet"));
        command.addAll(List.of(args));
        assertSays("certified: ", command.toArray(new String[0]));
    }

    private static void assertSays(String what, String... args) throws Exception {
        assertSays(Main.CERTIFIED, what, args);
    }

    private static void assertSays(int code, String what, String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), said);
        assertTrue(said.contains(what), said);
    }

    private static void needShim(Shim shim) {
        try {
            shim.program();
        } catch (StackUnavailableException e) {
            need(false, String.valueOf(e.getMessage()));
        }
    }

    /** Skips the test where something is not there; where everything is meant to be there it fails instead. */
    private static void need(boolean there, String otherwise) {
        assertTrue(there || !"true".equals(System.getenv("CI")), otherwise);
        assumeTrue(there, otherwise);
    }
}
