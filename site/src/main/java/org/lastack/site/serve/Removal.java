package org.lastack.site.serve;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Removes a folder, whatever a snippet put there. A folder in a folder is first moved up to the top, so that neither a path nor the
 * stack grows with the depth; and each step is relative to an open folder, so that none leads through a symbolic link.
 */
final class Removal {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Path top;
    private final SecureDirectoryStream<Path> folder;
    private final Deque<Path> names = new ArrayDeque<>();

    private Removal(Path top, SecureDirectoryStream<Path> folder) {
        this.top = top;
        this.folder = folder;
    }

    /**
     * Removes the folder and all in it; of a symbolic link only the link.
     *
     * @param last what goes last of what is in it
     * @throws IOException when something cannot be removed, or somebody still writes there
     */
    static void of(Path folder, String last) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
            if (!(open instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this system cannot remove folders safely");
            }
            new Removal(folder, secure).all(last);
        } catch (NoSuchFileException e) {
            return; // it is gone already
        }
        Files.delete(folder);
    }

    private void all(String last) throws IOException {
        names.addAll(list(folder));
        boolean hasLast = names.removeIf(name -> name.toString().equals(last));
        while (!names.isEmpty()) {
            removeOne(names.remove());
        }
        if (hasLast) {
            removeOne(Path.of(last));
        }
    }

    private void removeOne(Path name) throws IOException {
        if (isFolder(folder, name)) {
            permit(folder, name, top.resolve(name));
            try (SecureDirectoryStream<Path> inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                for (Path each : list(inner)) {
                    lift(inner, each, top.resolve(name).resolve(each));
                }
            }
            folder.deleteDirectory(name);
        } else {
            folder.deleteFile(name);
        }
    }

    /** Removes what is in a folder at the top; a folder becomes one of those at the top. */
    private void lift(SecureDirectoryStream<Path> from, Path name, Path path) throws IOException {
        if (isFolder(from, name)) {
            permit(from, name, path);
            Path lifted = Path.of(UUID.randomUUID().toString());
            from.move(name, folder, lifted);
            names.add(lifted);
        } else {
            from.deleteFile(name);
        }
    }

    /** Makes a folder one that its owner may clear, and move. */
    private static void permit(SecureDirectoryStream<Path> where, Path name, Path path) throws IOException {
        try {
            where.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(OWNER);
        } catch (AccessDeniedException e) {
            Files.setPosixFilePermissions(path, OWNER); // what cannot be read cannot be opened for it
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> where, Path name) throws IOException {
        return where.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static List<Path> list(SecureDirectoryStream<Path> where) throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            where.forEach(each -> names.add(each.getFileName()));
            return names;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
