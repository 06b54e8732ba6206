package org.lastack.certify;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Reasons;
import org.lastack.stacks.line.Protocol;

/** The file that {@code --log} names, in which everything stands that goes to and fro. */
final class LogFile implements AutoCloseable {
    private final @Nullable Path file;
    private final Protocol protocol;

    /**
     * Begins the file; nothing is written down without one.
     *
     * @throws Problem when it cannot be written
     */
    LogFile(@Nullable Path file) {
        this.file = file;
        try {
            protocol = file == null ? Protocol.NONE : Protocol.to(file);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    Protocol protocol() {
        return protocol;
    }

    @Override
    public void close() {
        try {
            protocol.close();
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private Problem unwritten(IOException e) {
        return new Problem("cannot write the log " + file + ": " + Reasons.of(e));
    }
}
