package org.lastack.stacks.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.LinuxStack;

/** Kernels as stacks under test: {@code linux-6.12} from a distribution's source package, {@code linux=PATH} from a tree. */
public final class Kernels {
    /** The environment variable by which a reader chooses the kernel of the lessons. */
    public static final String CHOICE = "LASTACK_KERNEL";

    /** What it says for the running kernel. */
    public static final String RUNNING = "running";

    private static final String USUAL = "linux-6.12";

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
        return command(SocketsShim.program(cache.root()), image);
    }

    /**
     * Returns the command of the kernel that lessons use: the one that {@code LASTACK_KERNEL} names, built when it has to be, or else
     * {@value #USUAL} if it was built before. Nothing when that is the running one.
     *
     * @param told hears how a build comes along, a line at a time
     * @throws StackUnavailableException when the one that is named cannot be had
     */
    public static Optional<List<String>> ofLessons(Consumer<String> told) {
        String word = System.getenv().getOrDefault(CHOICE, "");
        if (word.equals(RUNNING)) {
            return Optional.empty();
        }
        if (!word.isEmpty() && !isNamedBy(word)) {
            throw new StackUnavailableException(
                    CHOICE + " is linux-6.12, linux=PATH or " + RUNNING + ", not '" + word + "'");
        }
        if (!word.isEmpty()) {
            return Optional.of(program(word, told));
        }
        try {
            KernelCache cache = new KernelCache();
            return new KernelBuild(cache, told)
                    .built(KernelSource.of(USUAL))
                    .map(image -> command(SocketsShim.program(cache.root()), image));
        } catch (StackUnavailableException e) {
            return Optional.empty(); // its source is gone, or no compiler is there any more
        }
    }

    private static List<String> command(Path shim, Path image) {
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
