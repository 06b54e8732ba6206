package org.lastack.stacks.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.LinuxStack;

/** Kernels as stacks under test: {@code linux-6.12} from a distribution's source package, {@code linux=PATH} from a tree. */
public final class Kernels {
    private Kernels() {}

    /** Tells whether a word on the command line names a kernel to build, and not the running one. */
    public static boolean isNamedBy(String word) {
        return KernelSource.isNamedBy(word);
    }

    /**
     * Returns the command of a program that is this kernel and speaks the line protocol; builds what has to be built.
     *
     * @param told hears how the build comes along, a line at a time
     * @throws StackUnavailableException when something is missing, or does not build; in one line
     */
    public static List<String> program(String word, Consumer<String> told) {
        KernelSource source = KernelSource.of(word);
        KernelCache cache = new KernelCache();
        Path image = new KernelBuild(cache, told).image(source);
        Path shim = SocketsShim.program(cache.root());
        return List.of(shim.toString(), "boot", image.toString());
    }

    /** Returns the files of the deviations that are known of it: those of Linux, and those of this version. */
    public static List<Path> knownDeviations(String word) {
        return withVersion(LinuxStack.knownDeviations(), KernelSource.versionOf(word) + ".txt");
    }

    /** Returns the files of the accepted differences from the preset linux: those of Linux, and those of this version. */
    public static List<Path> acceptedDifferences(String word) {
        return withVersion(LinuxStack.acceptedDifferences(), KernelSource.versionOf(word) + "-preset.txt");
    }

    private static List<Path> withVersion(Path ofLinux, String ofVersion) {
        Path file = ofLinux.resolveSibling(ofVersion);
        return Files.isRegularFile(file) ? List.of(ofLinux, file) : List.of(ofLinux);
    }
}
