package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/** The configuration of a kernel: the options that a TCP in user mode needs, and nothing else. */
final class Configuration {
    private static final String FRAGMENT = "conformance/stacks/shims/sockets/kernel.config";

    /**
     * The relay of /dev/dsp to a file of the host, over which a guest waits without any time passing. It asks for sound, which asks
     * for memory-mapped devices since 6.4; but its two files need neither, and are asked for past the configuration.
     */
    private static final List<String> RELAY =
            List.of("CONFIG_SOUND=y", "CONFIG_UML_SOUND=y", "CFLAGS_sound_core.o=-DCONFIG_SOUND_OSS_CORE=1");

    private Configuration() {}

    static Path fragment() {
        return ProjectFolder.resolve(FRAGMENT);
    }

    /** Everything that a build depends on but its source. */
    static String text() {
        try {
            return Files.readString(fragment()) + RELAY;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read " + fragment() + ": " + e.getMessage(), e);
        }
    }

    /** The command that configures the build in this folder. */
    static List<String> configure(Path build) {
        return List.of("make", "-s", "ARCH=um", "O=" + build, "KCONFIG_ALLCONFIG=" + fragment(), "allnoconfig");
    }

    /** The command that builds there. */
    static List<String> make(Path build) {
        List<String> command = new ArrayList<>(List.of("make", "ARCH=um", "O=" + build));
        command.add("-j" + Runtime.getRuntime().availableProcessors());
        command.addAll(RELAY);
        command.add("linux");
        return command;
    }

    /**
     * Checks that the tree has all the options that were asked for.
     *
     * @throws StackUnavailableException when it has not, with their names
     */
    static void check(Path build, KernelSource source) {
        try {
            List<String> has = Files.readAllLines(build.resolve(".config"));
            List<String> lost = Files.readAllLines(fragment()).stream()
                    .filter(l -> l.startsWith("CONFIG_") && l.endsWith("=y") && !has.contains(l))
                    .toList();
            if (!lost.isEmpty()) {
                throw new StackUnavailableException("Linux " + source.version() + " cannot be configured with "
                        + String.join(" ", lost) + ", which virtual time needs");
            }
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read what was configured: " + e.getMessage(), e);
        }
    }
}
