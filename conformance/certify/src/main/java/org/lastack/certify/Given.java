package org.lastack.certify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lastack.kit.report.Reasons;

/** Files that the command line names, which somebody else may have written. */
final class Given {
    /** In octets; the largest report has some millions. */
    private static final int MOST = 64 << 20;

    private Given() {}

    /**
     * Reads a text.
     *
     * @param what says what should be there, for example {@code the report}
     * @throws Problem when it cannot be read, is no text, or is larger than any such file is
     */
    static String read(String what, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MOST + 1);
            if (octets.length > MOST) {
                throw new Problem("cannot read " + what + " " + file + ": it has more than " + (MOST >> 20) + " MB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IOException e) {
            throw new Problem("cannot read " + what + " " + file + ": " + Reasons.of(e));
        }
    }
}
