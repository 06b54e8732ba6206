package org.lastack.stacks.line;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lastack.kit.stack.StackUnavailableException;

/** The shim for lwIP, against the system's own library. */
final class LwipShim {
    static final Path HEADERS = Path.of("/usr/include/lwip");

    private LwipShim() {}

    /**
     * Says how it is made.
     *
     * @throws StackUnavailableException when lwIP is missing
     */
    static ShimBuild build(Path folder, String compiler, Path headers) {
        if (!Files.isRegularFile(headers.resolve("lwip/tcp.h"))) {
            throw new StackUnavailableException("lwIP is missing: there is no " + headers.resolve("lwip/tcp.h")
                    + ". Install it (Debian: apt-get install liblwip-dev).");
        }
        return ShimBuild.ofC(
                "lwip",
                folder.resolve("shim.c"),
                List.of(headers.resolve("lwip/init.h"), headers.resolve("lwipopts.h")),
                compiler,
                List.of("-I" + headers, "-llwip"));
    }
}
