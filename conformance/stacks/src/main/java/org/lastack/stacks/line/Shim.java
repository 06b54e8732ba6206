package org.lastack.stacks.line;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/** The shims that ship with the kit, each for a stack that the system may have. They are compiled on demand. */
public enum Shim {
    /** lwIP's raw API. */
    LWIP,
    /** gVisor's netstack, without the system calls above it. */
    GVISOR,
    /** libslirp, between a guest and sockets of the host. */
    SLIRP;

    private static final String SHIMS = "conformance/stacks/shims/";
    private static final String CACHE = "conformance/stacks/target/shims";

    /** Returns the word that names its stack on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the program, compiled when its source or the stack is not that of last time. Several may do this at once.
     *
     * @throws StackUnavailableException when the compiler, the stack or the source is missing, or it does not compile
     */
    public Path program() {
        Map<String, String> environment = System.getenv();
        String cc = environment.getOrDefault("CC", "cc");
        ShimBuild build = switch (this) {
            case LWIP -> LwipShim.build(folder(), cc, LwipShim.HEADERS);
            case SLIRP -> SlirpShim.build(folder(), cc, SlirpShim.HEADERS);
            case GVISOR -> GvisorShim.build(folder(), "go", GvisorShim.SOURCES);
        };
        return build.program(ProjectFolder.resolve(CACHE));
    }

    /** Returns its command line; see {@link #program()}. */
    public List<String> command() {
        return List.of(program().toString());
    }

    /** Returns the file of the deviations that are known of the stack. */
    public Path knownDeviations() {
        return folder().resolve("known-deviations.txt");
    }

    private Path folder() {
        return ProjectFolder.resolve(SHIMS + word());
    }
}
