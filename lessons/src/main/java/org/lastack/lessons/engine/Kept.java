package org.lastack.lessons.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Keeps what took long to make, in {@code XDG_CACHE_HOME/lastack}; whatever is lost there is made again. */
public final class Kept {
    private Kept() {}

    /** Returns a key: the kind, and a checksum of all that the thing was made of. */
    public static String key(String kind, String madeBy, byte[]... madeOf) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(madeBy.getBytes(StandardCharsets.UTF_8));
            for (byte[] each : madeOf) {
                digest.update(each);
            }
            return kind + "-" + HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what was kept under this key, or null when there is nothing of that type. */
    public static <T extends Serializable> @Nullable T read(String key, Class<T> type) {
        Path place = folder().resolve(key);
        if (!Files.isReadable(place)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(place);
                ObjectInputStream objects = new ObjectInputStream(in)) {
            return type.cast(objects.readObject());
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            return null; // of another version, or cut off
        }
    }

    /** Keeps a thing, if that is possible. */
    public static void write(String key, Serializable thing) {
        try {
            Files.createDirectories(folder());
            Path part = Files.createTempFile(folder(), "part", "");
            try (OutputStream out = Files.newOutputStream(part);
                    ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.writeObject(thing);
            }
            Files.move(
                    part, folder().resolve(key), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return;
        }
    }

    private static Path folder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && cache.startsWith("/")
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("lastack");
    }
}
