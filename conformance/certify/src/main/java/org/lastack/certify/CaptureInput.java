package org.lastack.certify;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.lastack.capture.CaptureException;
import org.lastack.capture.CaptureReader;
import org.lastack.capture.Frame;
import org.lastack.kit.report.Reasons;

/** A capture that the command line names: a file, packed or not, or standard input. */
final class CaptureInput implements AutoCloseable {
    private static final int BUFFER = 1 << 18;
    private static final int GZIP = 0x1f8b;

    private final String name;
    private final Counting counting;
    private final InputStream stream;
    private final CaptureReader reader;
    private String flaw = "";

    /** Counts what was read of the file itself. */
    private static final class Counting extends java.io.FilterInputStream {
        private long octets;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            octets += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = super.read(target, from, length);
            octets += Math.max(0, count);
            return count;
        }
    }

    /**
     * Opens it and reads its beginning.
     *
     * @param word the name of a file, or {@code -} for standard input
     * @throws Problem when it cannot be read or is no capture
     */
    CaptureInput(String word, InputStream standard) {
        name = word.equals("-") ? "standard input" : word;
        try {
            counting = new Counting(word.equals("-") ? standard : Files.newInputStream(FileWord.path(word)));
            stream = unpacked(new BufferedInputStream(counting, BUFFER));
            reader = CaptureReader.of(stream);
        } catch (CaptureException e) {
            throw new Problem("cannot read " + name + " as a capture: " + e.getMessage());
        } catch (IOException e) {
            throw new Problem("cannot read the capture " + name + ": " + reason(e));
        }
    }

    private static InputStream unpacked(BufferedInputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    }

    private static String reason(IOException e) {
        return e instanceof EOFException || e instanceof ZipException ? "it is packed, and damaged" : Reasons.of(e);
    }

    String name() {
        return name;
    }

    /** Returns the next packet; null at the end. */
    @org.jspecify.annotations.Nullable
    Frame next() {
        try {
            Frame frame = reader.next();
            flaw = frame == null ? reader.flaw() : flaw;
            return frame;
        } catch (IOException e) {
            flaw = reason(e);
            return null;
        }
    }

    /** What is wrong where reading ended; empty when nothing is. */
    String flaw() {
        return flaw;
    }

    CaptureReader reader() {
        return reader;
    }

    /** How many octets of the file were read. */
    long octets() {
        return counting.octets;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
