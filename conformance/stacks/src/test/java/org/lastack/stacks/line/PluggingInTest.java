package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.host.Errno;
import org.lastack.host.SocketOption;

/** What the page on plugging in shows is what happens. */
class PluggingInTest {
    private static final Path PAGE = Path.of("../PLUGGING-IN.md");

    @Test
    void the_session_on_the_page_is_one_that_the_shim_for_lwip_holds() throws IOException {
        List<String> session = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("    > ") || line.startsWith("    < "))
                .map(line -> line.replaceFirst(" +# .*", "").substring(4))
                .toList();
        assertTrue(session.size() > 40, () -> "a session of " + session.size() + " lines");
        ShimProcess shim = ShimProcess.start(Lwip.command(), Limits.DEFAULT);
        for (String line : session) {
            if (line.startsWith("> ")) {
                shim.sendAnyway(line.substring(2));
            } else {
                assertEquals(line, "< " + shim.readLine());
            }
        }
        shim.kill();
    }

    @Test
    void every_error_and_every_option_is_on_the_page() throws IOException {
        String page = Files.readString(PAGE);
        for (Errno errno : Errno.values()) {
            assertTrue(page.contains("`" + errno + "`"), errno::toString);
        }
        for (SocketOption option : SocketOption.values()) {
            assertTrue(page.contains("`" + option.word() + "`"), option::word);
        }
    }
}
