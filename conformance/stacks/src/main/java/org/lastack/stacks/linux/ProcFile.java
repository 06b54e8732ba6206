package org.lastack.stacks.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of /proc. */
final class ProcFile {
    private ProcFile() {}

    /**
     * Reads a file as a whole. A sysctl answers the first read alone, and its length is 0, so that Files.readString would ask
     * for one octet and return the first digit.
     */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
