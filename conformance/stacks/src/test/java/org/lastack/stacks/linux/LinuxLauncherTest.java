package org.lastack.stacks.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        boolean root = System.getProperty("user.name").equals("root");
        Path device = Path.of("/dev/net/tun");
        Here.need(
                Files.exists(device)
                        && Files.getPosixFilePermissions(device)
                                .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE),
                "an ordinary user may not open /dev/net/tun: chmod 0666 /dev/net/tun");
        Here.need(root ? Files.exists(Path.of("/usr/bin/setpriv")) : true, "setpriv is not installed");

        ProcessBuilder builder = Children.probe(root ? AS_NOBODY : List.of(), folder, "two words", "");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.contains("<CTL=SYN,ACK>"), said);
        assertTrue(said.contains("lone [] two words \n"), "no lone knobs, and the same arguments: " + said);
        assertEquals(Probe.DONE, process.waitFor(), said);
    }
}
