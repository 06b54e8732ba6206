package org.lastack.stacks.line;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lastack.kit.stack.StackUnavailableException;

/** The shim for libslirp, against the system's own library. */
final class SlirpShim {
    static final Path HEADERS = Path.of("/usr/include/slirp");

    private SlirpShim() {}

    /**
     * Says how it is made.
     *
     * @throws StackUnavailableException when libslirp is missing
     */
    static ShimBuild build(Path folder, String compiler, Path headers) {
        if (!Files.isRegularFile(headers.resolve("libslirp.h"))) {
            throw new StackUnavailableException("libslirp is missing: there is no " + headers.resolve("libslirp.h")
                    + ". Install it (Debian: apt-get install libslirp-dev).");
        }
        return ShimBuild.ofC(
                "slirp",
                folder.resolve("shim.c"),
                List.of(headers.resolve("libslirp.h"), headers.resolve("libslirp-version.h")),
                compiler,
                List.of("-I" + headers, "-lslirp"));
    }
}
