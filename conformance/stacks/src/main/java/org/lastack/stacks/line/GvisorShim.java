package org.lastack.stacks.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.lastack.kit.stack.StackUnavailableException;

/** The shim for gVisor's netstack, compiled together with the sources that Debian has of it, without a network. */
final class GvisorShim {
    static final Path SOURCES = Path.of("/usr/share/gocode");
    private static final String NETSTACK = "src/gvisor.dev/gvisor/pkg/tcpip/";
    private static final String PACKAGE = "golang-gvisor-gvisor-dev";

    private GvisorShim() {}

    /**
     * Says how it is made.
     *
     * @throws StackUnavailableException when the sources of gVisor are missing
     */
    static ShimBuild build(Path folder, String compiler, Path sources) {
        Path tcp = sources.resolve(NETSTACK + "transport/tcp");
        if (!Files.isRegularFile(tcp.resolve("endpoint.go"))) {
            throw new StackUnavailableException("gVisor is missing: there is no " + tcp.resolve("endpoint.go")
                    + ". Install it (Debian: apt-get install golang-go " + PACKAGE + ").");
        }
        Path shim = folder.resolve("shim.go");
        Path clock = folder.resolve("clock.go");
        return new ShimBuild(
                "gvisor",
                List.of(shim, clock),
                List.of(
                        tcp.resolve("connect.go"),
                        tcp.resolve("endpoint.go"),
                        tcp.resolve("rcv.go"),
                        tcp.resolve("snd.go")),
                List.of(
                        compiler,
                        "build",
                        "-ldflags",
                        "-X main.version=" + version(),
                        "-o",
                        ShimBuild.OUTPUT,
                        shim.toString(),
                        clock.toString()),
                // Sources from this folder and from nowhere else.
                Map.of("GO111MODULE", "off", "GOPATH", sources.toString(), "GOFLAGS", "", "CGO_ENABLED", "0"),
                "the Go compiler " + compiler + " is missing. Install it (Debian: apt-get install golang-go).",
                600);
    }

    /** Returns Debian's version, for the sources do not say one. */
    private static String version() {
        try {
            Process process = new ProcessBuilder("dpkg-query", "-W", "-f", "${Version}", PACKAGE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.isBlank() ? "unknown" : said.strip();
        } catch (IOException e) {
            return "unknown"; // not a Debian
        }
    }
}
