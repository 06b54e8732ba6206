package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinuxLauncherTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--");

    @TempDir
    private Path folder;

    @Test
    void an_ordinary_user_is_started_again_in_a_user_namespace_with_the_same_words() throws Exception {
        Process process = asOrdinaryUser("two words", "");
        String said = said(process);
        assertTrue(said.contains("<CTL=SYN,ACK>"), said);
        assertTrue(said.contains("lone [] two words \n"), "no lone knobs, and the same arguments: " + said);
        assertEquals(Probe.DONE, process.waitFor(), said);
    }

    @Test
    void the_process_inside_does_not_outlive_the_one_outside() throws Exception {
        Process outside = asOrdinaryUser("orphans", "1");
        assertEquals("set\n", new String(outside.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
        List<ProcessHandle> inside = outside.descendants().toList();
        assertEquals(1, inside.size());
        outside.destroyForcibly();
        inside.get(0).onExit().get(30, TimeUnit.SECONDS);
    }

    @Test
    void nor_does_it_when_that_is_killed_before_it_has_come_to_itself() throws Exception {
        Process outside = asOrdinaryUser("orphans", "1");
        Optional<ProcessHandle> inside = Optional.empty();
        while (inside.isEmpty() && outside.isAlive()) {
            inside = outside.descendants().filter(LinuxLauncherTest::isJava).findAny();
        }
        assertTrue(inside.isPresent(), "it ended before it was killed");
        outside.destroyForcibly();
        inside.get().onExit().get(30, TimeUnit.SECONDS);
    }

    @Test
    void java_that_does_not_start_inside_is_no_verdict() throws Exception {
        Path unshare = folder.resolve("unshare");
        Files.writeString(unshare, """
                #!/bin/sh
                # Lets the trial pass, and ends as java does that finds no memory.
                case "$*" in *" -- true") exit 0 ;; esac
                exit 1
                """);
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder probe = probeAsOrdinaryUser("handshake");
        probe.environment().merge("PATH", folder + ":", (path, first) -> first + path);
        Process process = probe.start();
        String said = said(process);
        assertTrue(said.startsWith("Java did not start in the user namespace"), said);
        assertEquals(1, said.lines().count(), said);
        assertEquals(2, process.waitFor());
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(c -> c.endsWith("/java")).orElse(false);
    }

    @Test
    void sysctls_that_are_read_only_as_in_a_container_are_one_clear_line_and_exit_code_2() throws Exception {
        needsRoot();
        String readOnly = "mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys";
        Process process =
                Children.probe(within(readOnly, "--mount"), folder, "handshake").start();
        String said = said(process);
        assertTrue(said.contains("(Read-only file system)") && said.contains("containers"), said);
        assertEquals(1, said.lines().count(), said);
        assertEquals(2, process.waitFor());
    }

    @Test
    void a_native_part_that_finds_no_room_is_one_clear_line_and_exit_code_2() throws Exception {
        needsRoot();
        String full = "mount -t tmpfs -o size=4k none /mnt";
        ProcessBuilder probe = Children.probe(within(full, "--mount"), folder, "handshake");
        probe.environment().put("JDK_JAVA_OPTIONS", "-Djna.tmpdir=/mnt");
        Process process = probe.start();
        List<String> said =
                said(process).lines().filter(l -> !l.startsWith("NOTE: ")).toList();
        assertEquals(1, said.size(), said::toString);
        assertTrue(
                said.get(0).startsWith("JNA cannot load its native part (")
                        && said.get(0).contains("with room"),
                said.get(0));
        assertEquals(2, process.waitFor());
    }

    @Test
    void a_missing_device_is_one_clear_line_and_exit_code_2() throws Exception {
        needsRoot();
        Process process = Children.probe(within("mount -t tmpfs none /dev/net", "--mount"), folder, "handshake")
                .start();
        assertEquals(
                "there is no /dev/net/tun: load the module with 'modprobe tun', or pass the device into the container\n",
                said(process));
        assertEquals(2, process.waitFor());
    }

    @Test
    void forbidden_user_namespaces_are_one_clear_line_and_exit_code_2() throws Exception {
        needsRoot();
        String forbid = "echo 0 > /proc/sys/user/max_net_namespaces && echo 0 > /proc/sys/user/max_user_namespaces";
        Process process = Children.probe(within(forbid, "--user", "--map-root-user"), folder, "handshake")
                .start();
        String said = said(process);
        assertTrue(said.startsWith("user namespaces are forbidden here ("), said);
        assertTrue(said.endsWith("): run as root, or raise /proc/sys/user/max_user_namespaces\n"), said);
        assertEquals(1, said.lines().count(), said);
        assertEquals(2, process.waitFor());
    }

    private Process asOrdinaryUser(String... arguments) throws Exception {
        return probeAsOrdinaryUser(arguments).start();
    }

    private ProcessBuilder probeAsOrdinaryUser(String... arguments) throws Exception {
        Path device = Path.of("/dev/net/tun");
        Here.need(
                Files.exists(device)
                        && Files.getPosixFilePermissions(device).contains(PosixFilePermission.OTHERS_WRITE),
                "an ordinary user may not open /dev/net/tun: chmod 0666 /dev/net/tun");
        return Children.probe(isRoot() ? AS_NOBODY : List.of(), folder, arguments);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void needsRoot() {
        Here.need(isRoot(), "only root can take things away from a process");
    }

    /** A prefix that runs a command in a namespace of its own, in which something was changed before. */
    private static List<String> within(String change, String... namespaces) {
        List<String> prefix = new ArrayList<>(List.of("unshare"));
        prefix.addAll(List.of(namespaces));
        prefix.addAll(List.of("sh", "-c", change + " && exec \"$@\"", "sh"));
        return prefix;
    }

    private static String said(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
