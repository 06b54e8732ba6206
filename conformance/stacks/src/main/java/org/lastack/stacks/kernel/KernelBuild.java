package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.StackUnavailableException;

/** Builds a kernel for user mode, out of tree, in the user's cache; one build at a time. */
final class KernelBuild {
    private static final Duration MOST = Duration.ofMinutes(60);
    private static final int RETRY_MS = 200;

    /** So many files this configuration makes, more or less, as long as no build has counted them. */
    private static final int ABOUT = 600;

    private static final String COUNT = "count";

    private final KernelCache cache;
    private final Consumer<String> told;

    /** @param told hears how it comes along, a line at a time */
    KernelBuild(KernelCache cache, Consumer<String> told) {
        this.cache = cache;
        this.told = told;
    }

    /**
     * Returns the image, built when it is not there; of a tree, when anything in it has changed.
     *
     * @throws StackUnavailableException when it cannot be built, in one line
     */
    Path image(KernelSource source) {
        Path folder = cache.folder(source, key(source));
        Path image = folder.resolve(KernelCache.IMAGE);
        if (!source.isTree() && Files.isExecutable(image)) {
            return image;
        }
        BuildTools.require(System.getenv().getOrDefault("PATH", ""));
        BuildTools.requireLibrary();
        try (FileChannel channel =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, source)) {
            if (source.isTree()) {
                make(source, source.place(), folder.resolve(KernelCache.BUILD), image);
            } else if (lock.isValid() && !Files.isExecutable(image)) {
                fromArchive(source, folder, image);
            }
            return image;
        } catch (IOException e) {
            throw new StackUnavailableException("cannot build Linux in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns the image of an archive's kernel if it was built before. */
    Optional<Path> built(KernelSource source) {
        Path image = cache.place(source, key(source)).resolve(KernelCache.IMAGE);
        return Files.isExecutable(image) ? Optional.of(image) : Optional.empty();
    }

    private static String key(KernelSource source) {
        CRC32 sum = new CRC32();
        sum.update((Configuration.text() + source.state()).getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    private FileLock lock(FileChannel channel, KernelSource source) throws IOException {
        long end = System.nanoTime() + MOST.toNanos();
        boolean said = false;
        FileLock lock = tryLock(channel);
        while (lock == null) {
            if (!said) {
                told.accept("another lastack builds Linux " + source.version() + "; waiting for it");
                said = true;
            }
            if (System.nanoTime() - end > 0) {
                throw new StackUnavailableException("another lastack still builds Linux " + source.version()
                        + " after an hour: end it, or start again when it has ended");
            }
            try {
                Thread.sleep(RETRY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackUnavailableException("interrupted while another lastack built a kernel", e);
            }
            lock = tryLock(channel);
        }
        return lock;
    }

    /** Returns the lock of the file, or null when somebody else has it, another thread of ours perhaps. */
    static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of ours has it
        }
    }

    /** Of an archive only the image is kept. */
    private void fromArchive(KernelSource source, Path folder, Path image) throws IOException {
        Path unpacked = folder.resolve("source");
        Path build = folder.resolve(KernelCache.BUILD);
        Runnable clean = () -> {
            KernelCache.delete(unpacked);
            KernelCache.delete(build);
        };
        clean.run();
        Thread atEnd = new Thread(clean, "lastack-clean"); // Ctrl-C leaves none of it either
        Runtime.getRuntime().addShutdownHook(atEnd);
        try {
            Files.createDirectories(unpacked);
            told.accept("kernel " + source.version() + ": unpacking its source");
            unpack(source, unpacked);
            make(source, unpacked, build, image);
        } finally {
            clean.run();
            forget(atEnd);
        }
    }

    private static void forget(Thread atEnd) {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            // this process ends already, and the thread does its work
        }
    }

    /** Unpacks what a build needs of an archive. */
    static void unpack(KernelSource source, Path folder) {
        List<String> unpack = List.of(
                "tar",
                "-xf",
                source.place().toString(),
                "--strip-components=1",
                "--no-same-owner",
                "--exclude=*/drivers/gpu/*.[ch]",
                "--exclude=*/Documentation/*/*",
                "--exclude=*/tools/testing/*/*");
        new Make(MOST).run(folder, unpack, line -> {});
    }

    private void make(KernelSource source, Path tree, Path build, Path image) throws IOException {
        Files.createDirectories(build);
        told.accept("kernel " + source.version() + ": configuring");
        Make make = new Make(MOST);
        Path options = Configuration.options(tree, build);
        make.run(tree, Configuration.configure(build, options), line -> {});
        Configuration.check(build, source);
        Counter counter = new Counter("kernel " + source.version() + ": ", expected(), told);
        make.run(tree, Configuration.make(build, options), counter);
        Path built = build.resolve("linux");
        Path part = image.resolveSibling("part");
        Files.copy(built, part, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        new Make(MOST).run(build, List.of("strip", part.toString()), line -> {});
        Files.move(part, image, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (counter.files() > ABOUT / 2) {
            Files.writeString(cache.root().resolve(COUNT), Integer.toString(counter.files()));
        }
    }

    /** As many files as the last whole build had. */
    private int expected() throws IOException {
        Path count = cache.root().resolve(COUNT);
        String text = Files.isRegularFile(count) ? Files.readString(count).strip() : "";
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : ABOUT;
    }

    /** Counts what make compiles, and tells it now and then. */
    private static final class Counter implements Consumer<String> {
        private static final long PAUSE = 500_000_000L;

        private final String what;
        private final int expected;
        private final Consumer<String> told;
        private int files;
        private long shown = System.nanoTime();

        Counter(String what, int expected, Consumer<String> told) {
            this.what = what;
            this.expected = expected;
            this.told = told;
        }

        int files() {
            return files;
        }

        @Override
        public void accept(String line) {
            if (!line.startsWith("  CC ") && !line.startsWith("  AS ")) {
                return;
            }
            files++;
            if (System.nanoTime() - shown > PAUSE) {
                shown = System.nanoTime();
                told.accept(what + files + " of " + Math.max(files, expected) + " files");
            }
        }
    }
}
