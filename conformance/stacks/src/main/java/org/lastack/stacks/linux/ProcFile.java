package org.lastack.stacks.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of /proc. */
final class ProcFile {
    private ProcFile() {}

    /**
     * Reads a file as a whole. A sysctl answers the first read alone, and its length is 0, so that Files.readString would ask
     * for one octet and return the first digit.
     *
     * @throws UncheckedIOException when there is no such file, or it may not be read
     */
    static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
