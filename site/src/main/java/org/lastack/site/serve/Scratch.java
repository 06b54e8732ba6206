package org.lastack.site.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of what a server keeps while it runs. A file in it is locked for as long as the server lives, however it ends: so
 * the next one can tell which folders nobody needs any more, and removes them.
 */
final class Scratch implements AutoCloseable {
    static final String NAME = "lastack-server-";
    static final String LOCK = "lock";

    /** Those of this JVM, which must not open their locks again: closing the file once would give up the lock. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private Scratch(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes a folder, and removes those of this user that servers left behind when they were killed.
     *
     * @throws IOException when nothing can be written there
     */
    static synchronized Scratch in(Path parent) throws IOException {
        Path place = parent.toRealPath();
        Scratch made = make(place);
        while (made == null) {
            made = make(place);
        }
        OURS.add(made.folder);
        sweep(place, Files.getOwner(made.folder));
        return made;
    }

    /** Nothing when another server that starts at this moment took the folder, not yet locked, for one that was left. */
    private static @Nullable Scratch make(Path place) throws IOException {
        Path folder = Files.createTempDirectory(place, NAME);
        Path file = folder.resolve(LOCK);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (channel.tryLock() != null && Files.exists(file)) {
                return new Scratch(folder, channel);
            }
            channel.close();
        } catch (NoSuchFileException e) {
            return null;
        }
        return null;
    }

    private static void sweep(Path place, UserPrincipal user) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place, NAME + "*")) {
            for (Path each : all) {
                if (!OURS.contains(each)) {
                    removeWhenLeft(each, user);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // a place that cannot be read: nobody can tell what is left
        }
    }

    private static void removeWhenLeft(Path folder, UserPrincipal user) {
        try {
            boolean ofUser = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && user.equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
            if (ofUser) {
                removeUnlessLocked(folder);
            }
        } catch (IOException e) {
            return; // another server was faster, or the next one may try
        }
    }

    private static void removeUnlessLocked(Path folder) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                remove(folder);
            }
        } catch (NoSuchFileException e) {
            // Its server came no further, or comes just now and will make another. What is not empty stays.
            Files.delete(folder);
        }
    }

    /** Makes an empty folder in it. */
    Path room() throws IOException {
        return Files.createTempDirectory(folder, "room-");
    }

    /** Removes a folder and what is in it. The lock goes last, so that another server finishes this when it is cut short. */
    static void remove(Path folder) throws IOException {
        Removal.of(folder, LOCK);
    }

    /** Removes the folder and all that is left in it. */
    @Override
    public void close() {
        try {
            remove(folder);
            lock.close();
        } catch (IOException e) {
            return; // the next server will remove it
        } finally {
            OURS.remove(folder);
        }
    }
}
