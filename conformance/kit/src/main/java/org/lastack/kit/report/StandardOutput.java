package org.lastack.kit.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of which no failure is lost: a verdict that could not be written must not look like one that was. A
 * {@link PrintStream} alone swallows what goes wrong.
 */
public final class StandardOutput extends OutputStream {
    private static final int USAGE = 2;

    /** What a shell says of a program that a closed pipe has ended: 128 and SIGPIPE. */
    private static final int PIPE = 141;

    private final OutputStream to;
    private @Nullable Lost lost;

    /** Ends whatever goes on printing; an error, since nobody on the way to the end of the program has anything to do about it. */
    public static final class Lost extends Error {
        private static final long serialVersionUID = 1;

        Lost(IOException why) {
            super(why.getMessage(), why);
        }

        /** Nobody reads any more, as behind {@code | head}; who did knows. */
        boolean unread() {
            return "Broken pipe".equals(getMessage());
        }
    }

    StandardOutput(OutputStream to) {
        this.to = to;
    }

    /** Takes over the standard output of this process. */
    public static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** Returns a stream in UTF-8, whatever the locale: a terminal that cannot show a tick is rarer than a machine without a locale. */
    public PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
        if (lost != null) {
            throw lost;
        }
        try {
            to.write(octets, from, length);
        } catch (IOException e) {
            lost = new Lost(e);
            throw lost;
        }
    }

    /** Returns the exit code of the program: the given one if all was written. Otherwise says so, in one line. */
    public int end(int code, PrintStream err) {
        if (lost == null) {
            return code;
        }
        if (lost.unread()) {
            return PIPE;
        }
        err.println("lastack: cannot write to standard output: " + lost.getMessage());
        return USAGE;
    }
}
