package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastack.kit.stack.StackUnavailableException;

/**
 * A kernel's source into which bugs are put, one at a time. It stays in the user's cache, so that only what a bug touches is compiled
 * again.
 */
public final class MutantTree implements AutoCloseable {
    private static final String RIGHT = ".right";
    private final Path tree;
    private final FileChannel lock;

    private MutantTree(Path tree, FileChannel lock) {
        this.tree = tree;
        this.lock = lock;
    }

    /**
     * Unpacks the source when it is not there yet.
     *
     * @param word for example {@code linux-6.12}
     * @throws StackUnavailableException when it is missing, in one line
     */
    public static MutantTree of(String word, Consumer<String> told) {
        KernelSource source = KernelSource.of(word);
        if (source.isTree()) {
            throw new StackUnavailableException(
                    "bugs are put into a copy of a distribution's source: linux-6.12, not " + word);
        }
        Path root = new KernelCache().root();
        Path tree = root.resolve(KernelCache.MARK + "mutants-" + source.version());
        MutantTree mutants = new MutantTree(tree, lock(root.resolve("mutants-" + source.version() + ".lock"), source));
        try {
            Path from = tree.resolve(KernelCache.ORIGIN);
            String origin = word + ", for mutants, " + source.state() + "\n";
            if (!Files.isRegularFile(from) || !Files.readString(from).equals(origin)) {
                KernelCache.delete(tree);
                Files.createDirectories(tree);
                told.accept("kernel " + source.version() + ": unpacking its source");
                KernelBuild.unpack(source, tree);
                Files.writeString(from, origin);
            }
            mutants.right(); // a run before may have been killed
        } catch (IOException e) {
            throw new StackUnavailableException("cannot unpack Linux into " + tree + ": " + e.getMessage(), e);
        }
        return mutants;
    }

    /** Two that put bugs into one tree would judge each other's. */
    private static FileChannel lock(Path file, KernelSource source) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (KernelBuild.tryLock(channel) != null) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw new StackUnavailableException("cannot write to " + file + ": " + e.getMessage(), e);
        }
        throw new StackUnavailableException("another lastack tries the mutants of Linux " + source.version()
                + " just now: start again when it has ended");
    }

    /** Returns what names it on the command line. */
    public String word() {
        return "linux=" + tree;
    }

    /**
     * Puts a bug in, and takes out the one before.
     *
     * @throws StackUnavailableException when this version has no place for it
     */
    public void put(KernelMutant mutant) {
        try {
            right();
            Path file = tree.resolve(mutant.file());
            Files.copy(file, file.resolveSibling(file.getFileName() + RIGHT));
            mutant.into(tree);
        } catch (IOException e) {
            throw new StackUnavailableException(
                    "cannot put " + mutant.id() + " into " + tree + ": " + e.getMessage(), e);
        }
    }

    private void right() throws IOException {
        for (Path folder : changed()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path right :
                        files.filter(f -> f.toString().endsWith(RIGHT)).toList()) {
                    String name = right.getFileName().toString();
                    Path wrong = right.resolveSibling(name.substring(0, name.length() - RIGHT.length()));
                    Files.move(right, wrong, StandardCopyOption.REPLACE_EXISTING); // newer than what was compiled of it
                    Files.setLastModifiedTime(wrong, FileTime.from(Instant.now()));
                }
            }
        }
    }

    private Set<Path> changed() {
        return KernelMutant.all().stream()
                .map(m -> tree.resolve(m.file()).getParent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Takes the bug out. */
    @Override
    public void close() {
        try {
            right();
            lock.close();
        } catch (IOException e) {
            throw new StackUnavailableException("cannot put right " + tree + ": " + e.getMessage(), e);
        }
    }
}
