package org.lastack.lessons.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what took long to make, in a folder that is the user's alone; whatever is lost or spoiled there is made again. A file is the
 * checksum of what follows, and {@link PlainValues}.
 */
public final class DiskCache {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final int CHECKSUM = 16;

    private final Path folder;

    DiskCache(Path folder) {
        this.folder = folder;
    }

    /** Keeps things in {@code XDG_CACHE_HOME/lastack}. */
    public static DiskCache ofUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && cache.startsWith("/")
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
        return new DiskCache(base.resolve("lastack"));
    }

    /** Returns a key: the kind, and a checksum of all that the thing was made of. */
    public static String key(String kind, String madeBy, byte[]... madeOf) {
        MessageDigest digest = digest();
        digest.update(madeBy.getBytes(StandardCharsets.UTF_8));
        for (byte[] each : madeOf) {
            digest.update(each);
        }
        return kind + "-" + HexFormat.of().formatHex(digest.digest(), 0, CHECKSUM);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the record that was kept under this key, or null when there is none of that type. */
    public <T extends Record> @Nullable T read(String key, Class<T> type) {
        try {
            makePrivate();
            byte[] all = Files.readAllBytes(folder.resolve(key));
            byte[] octets = Arrays.copyOfRange(all, Math.min(CHECKSUM, all.length), all.length);
            if (!Arrays.equals(Arrays.copyOf(all, CHECKSUM), checksum(octets))) {
                return null;
            }
            return type.cast(PlainValues.read(new DataInputStream(new ByteArrayInputStream(octets)), type));
        } catch (IOException | UnsupportedOperationException | IndexOutOfBoundsException e) {
            return null; // of another version, or cut off
        }
    }

    /** Keeps a record, if that is possible. */
    public void write(String key, Record thing) {
        try {
            makePrivate();
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            PlainValues.write(new DataOutputStream(octets), thing.getClass(), thing);
            Path part = Files.createTempFile(folder, "part", "");
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(checksum(octets.toByteArray()));
                octets.writeTo(out);
                Files.move(
                        part, folder.resolve(key), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return;
        }
    }

    private static byte[] checksum(byte[] octets) {
        return Arrays.copyOf(digest().digest(octets), CHECKSUM);
    }

    /** The code of a lesson is kept here and run: so nobody else may write here, or may have written. */
    private void makePrivate() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        PosixFileAttributes now = Files.readAttributes(folder, PosixFileAttributes.class);
        UserPrincipal user = FileSystems.getDefault()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
        if (!now.owner().equals(user)) {
            throw new IOException("the folder is somebody else's");
        }
        if (!now.permissions().equals(PRIVATE)) {
            Files.setPosixFilePermissions(folder, PRIVATE);
            if (now.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || now.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                clear();
            }
        }
    }

    private void clear() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
