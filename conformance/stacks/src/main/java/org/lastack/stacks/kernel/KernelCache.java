package org.lastack.stacks.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/** The user's folder of built kernels: one folder for each, whose name begins with the word that names the kernel. */
public final class KernelCache {
    /** The finished kernel in its folder. */
    static final String IMAGE = "linux";

    /** What is there besides its image: where it is built, and what it was built from. */
    static final String BUILD = "build";

    static final String ORIGIN = "origin";
    static final String MARK = "kernel-";

    /** How the folder of a kernel's first process begins. */
    static final String SHIM = "shim-";

    /** More than anybody compares at a time; each takes some megabytes, one of a developer's tree some hundred. */
    private static final int MOST = 8;

    private static final Duration BUSY = Duration.ofHours(1);

    /** How long who was ended may still write. */
    private static final Duration WRITERS_END = Duration.ofSeconds(10);

    private final Path root;

    /** The folder of the user who runs this. */
    public KernelCache() {
        this(usual(System.getenv(), System.getProperty("user.home")));
    }

    KernelCache(Path root) {
        this.root = root;
    }

    static Path usual(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache);
        return base.resolve("lastack").resolve("kernels");
    }

    /**
     * A kernel that was built.
     *
     * @param origin the word that names it, and the version
     * @param size what it takes, in octets
     * @param used when it was last used
     */
    public record Entry(Path folder, String origin, long size, Instant used) {}

    Path root() {
        return root;
    }

    /** Where the kernel is that depends on this, if there is one. */
    Path place(KernelSource source, String key) {
        return root.resolve(MARK + source.version() + "-" + key);
    }

    /** Makes the folder for what this depends on, and gives up the oldest when there are too many. */
    Path folder(KernelSource source, String key) {
        Path folder = place(source, key);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(ORIGIN), source.word() + " (" + source.version() + ")\n");
        } catch (IOException e) {
            throw new StackUnavailableException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        touch(folder);
        limit();
        return folder;
    }

    private static void touch(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        } catch (IOException e) {
            throw new StackUnavailableException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private void limit() {
        Instant busy = Instant.now().minus(BUSY); // another lastack may be building it
        list().stream().skip(MOST).filter(e -> e.used().isBefore(busy)).forEach(this::remove);
    }

    /** Gives up the shims of earlier sources; of one that another lastack has just compiled a kernel may not have started yet. */
    void forgetShims(Path used) {
        Instant busy = Instant.now().minus(BUSY);
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(f -> isShim(f) && !f.equals(used)).toList()) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(busy)) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read " + root + ": " + e.getMessage(), e);
        }
    }

    private static boolean isShim(Path folder) {
        return folder.getFileName().toString().startsWith(SHIM);
    }

    /** Returns what is there, what was used last first. */
    public List<Entry> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(f -> f.getFileName().toString().startsWith(MARK))
                    .map(KernelCache::entry)
                    .sorted(Comparator.comparing(Entry::used).reversed())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new StackUnavailableException("cannot read " + root + ": " + e.getMessage(), e);
        }
    }

    private static Entry entry(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = files.filter(Files::isRegularFile)
                    .mapToLong(KernelCache::size)
                    .sum();
            Path origin = folder.resolve(ORIGIN);
            String from = Files.isRegularFile(origin) ? Files.readString(origin).strip() : "";
            return new Entry(
                    folder, from, size, Files.getLastModifiedTime(folder).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // it has just gone
        }
    }

    /** Removes one. */
    public void remove(Entry entry) {
        delete(entry.folder());
    }

    /** Removes a folder and all that is in it, which may not be there; at Ctrl-C compilers still write into it for a moment. */
    static void delete(Path folder) {
        long end = System.nanoTime() + WRITERS_END.toNanos();
        while (Files.exists(folder)) {
            try {
                Files.walkFileTree(folder, new Remover());
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                requireBefore(end, folder, e);
            } catch (IOException e) {
                throw cannotRemove(folder, e);
            }
        }
    }

    private static void requireBefore(long end, Path folder, IOException why) {
        if (System.nanoTime() - end > 0) {
            throw cannotRemove(folder, why);
        }
    }

    private static StackUnavailableException cannotRemove(Path folder, IOException why) {
        return new StackUnavailableException("cannot remove " + folder + ": " + why.getMessage(), why);
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
