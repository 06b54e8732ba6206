package org.lastack.lessons.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session and its JVM say to each other. Plain texts with a bound, and no Java serialization: what runs in that JVM may
 * write into the pipe whatever it likes.
 */
record Message(Kind kind, List<String> texts) {
    /** What a message is about. */
    enum Kind {
        /** To the JVM: run this source. The answer is an {@link Outcome}, and what was run. */
        RUN,
        /** To the JVM: give the drawings that were shown. The answer is text and picture of each. */
        DRAWINGS,
        /** To the JVM: tell whether this source is complete. */
        COMPLETENESS,
        /** To the JVM: tell how this source may go on at this place. */
        COMPLETIONS,
        /** To the JVM: tell where the run stands, which goes on. It is answered in between, by {@link #STANDS}. */
        WHERE,
        /** From the JVM: something was shown. */
        SHOWN,
        /** From the JVM: the calls in which a run stands, the innermost first. */
        STANDS,
        /** From the JVM: all that was asked is done. */
        ANSWER,
        /** To the JVM: forget all that was declared and shown. */
        FRESH
    }

    private static final int OF_NUMBER = 4;

    /** All of it at once, so that messages of several threads do not mix. */
    @SuppressWarnings("EnumOrdinal") // both ends are of one build
    byte[] octets() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(all)) {
            out.writeByte(kind.ordinal());
            out.writeInt(texts.size());
            for (String each : texts) {
                byte[] octets = each.getBytes(StandardCharsets.UTF_8);
                out.writeInt(octets.length);
                out.write(octets);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // not into memory
        }
        return all.toByteArray();
    }

    /**
     * Reads one.
     *
     * @param most octets that it may have
     * @throws EOFException when there is none any more
     * @throws IOException when it is none, or too long
     */
    static Message read(DataInputStream in, int most) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= Kind.values().length) {
            throw new IOException("there is no message " + kind);
        }
        int left = most;
        int count = bounded(in.readInt(), left / OF_NUMBER);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            left -= OF_NUMBER;
            int length = bounded(in.readInt(), left);
            left -= length;
            byte[] octets = in.readNBytes(length);
            if (octets.length < length) {
                throw new EOFException("cut off");
            }
            texts.add(new String(octets, StandardCharsets.UTF_8));
        }
        return new Message(Kind.values()[kind], texts);
    }

    private static int bounded(int number, int most) throws IOException {
        if (number < 0 || number > most) {
            throw new IOException("a message is too long");
        }
        return number;
    }
}
