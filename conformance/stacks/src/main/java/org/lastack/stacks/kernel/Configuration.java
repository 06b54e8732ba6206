package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/** The configuration of a kernel: the options that a TCP in user mode needs, and nothing else. */
final class Configuration {
    private static final String FRAGMENT = "conformance/stacks/shims/sockets/kernel.config";

    /** What is read before the sources of an object, beside the fragment: so no tree is changed. */
    private static final SortedMap<String, String> HEADERS = new TreeMap<>(Map.of(
            "time.o",
            "far-timer.h",
            "process.o",
            "host-calls.h",
            "util.o",
            "host-calls.h",
            "random.o",
            "no-entropy.h"));

    private static final String TITLE = "mainmenu ";

    /**
     * What a tree does not let one choose. The first definition of a default counts: ticks as distributions have them, on which the
     * steps of the timers depend. And a second prompt makes sound visible, which the relay of /dev/dsp to a file of the host asks
     * for: it needs none of the devices that sound is said to depend on.
     */
    private static final String OURS = """

            config HZ
            \tint
            \tdefault 250

            config SOUND
            \ttristate "Relay of /dev/dsp"

            """;

    private Configuration() {}

    static Path fragment() {
        return ProjectFolder.resolve(FRAGMENT);
    }

    /** Everything that a build depends on but its source. */
    static String text() {
        try {
            StringBuilder all = new StringBuilder(Files.readString(fragment())).append(OURS);
            for (Map.Entry<String, String> read : HEADERS.entrySet()) {
                all.append(read.getKey()).append(header(read.getValue()));
            }
            return all.toString();
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read how a kernel is configured: " + e.getMessage(), e);
        }
    }

    /**
     * Writes what options there are, those of the tree and ours, and the headers.
     *
     * @return the file of the options
     */
    static Path options(Path tree, Path build) {
        try {
            String theirs = Files.readString(tree.resolve("Kconfig"), StandardCharsets.UTF_8);
            int title = theirs.indexOf(TITLE);
            int end = theirs.indexOf('\n', title) + 1;
            if (title < 0 || end == 0) {
                throw new StackUnavailableException(
                        tree.resolve("Kconfig") + " has no title, so that it is no Kconfig");
            }
            String all = theirs.substring(0, end) + OURS + theirs.substring(end);
            for (String header : HEADERS.values()) {
                writeChanged(build.resolve(header), header(header));
            }
            return writeChanged(build.resolve("Kconfig.lastack"), all);
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read the options of the kernel: " + e.getMessage(), e);
        }
    }

    private static String header(String name) throws IOException {
        return Files.readString(fragment().resolveSibling(name));
    }

    /** What has not changed is not written, so that nothing is built for it. */
    private static Path writeChanged(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
        return file;
    }

    /** The command that configures the build in this folder. */
    static List<String> configure(Path build, Path options) {
        return command(build, options, "-s", "KCONFIG_ALLCONFIG=" + fragment(), "allnoconfig");
    }

    /** The command that builds there. */
    static List<String> make(Path build, Path options) {
        List<String> command =
                command(build, options, "-j" + Runtime.getRuntime().availableProcessors(), "linux");
        HEADERS.forEach((object, header) -> command.add("CFLAGS_" + object + "=-include " + build.resolve(header)));
        return command;
    }

    private static List<String> command(Path build, Path options, String... more) {
        List<String> command = new ArrayList<>(List.of("make", "ARCH=um", "O=" + build, "KBUILD_KCONFIG=" + options));
        command.addAll(List.of(more));
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
