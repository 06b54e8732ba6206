package org.lastack.certify;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lastack.audit.Ending;
import org.lastack.audit.Reason;
import org.lastack.capture.Frame;

/**
 * The capture once more as pcapng, with what is said of each connection as comments on its packets: the sentence on the last packet, and
 * each reason on the last of those that show it. Times are kept to the microsecond.
 */
final class AnnotatedCapture {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final short COMMENT = 1;

    private final OutputStream out;
    private final Map<Long, String> comments;
    private final Map<Integer, Integer> interfaces = new HashMap<>();

    AnnotatedCapture(OutputStream out, Map<Long, String> comments) throws IOException {
        this.out = out;
        this.comments = comments;
        block(
                SECTION_HEADER,
                little(16)
                        .putInt(0x1A2B3C4D)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        .array());
    }

    /** Puts down what is to be said of a connection, by the numbers of the packets. */
    static void note(Ending ending, Map<Long, String> comments) {
        for (Reason reason : ending.reasons()) {
            List<Long> frames = reason.frames();
            if (!frames.isEmpty()) {
                say(comments, frames.get(frames.size() - 1), reason.cause().word() + ": " + reason.words());
            }
        }
        say(comments, ending.lastFrame(), "connection " + ending.number() + ": " + ending.sentence());
    }

    private static void say(Map<Long, String> comments, long frame, String words) {
        comments.merge(frame, words, (one, more) -> one + "\n" + more);
    }

    void frame(Frame frame) throws IOException {
        Integer known = interfaces.get(frame.link());
        int number = known == null ? begin(frame.link()) : known;
        int captured = frame.octets().length();
        byte[] comment = comments.getOrDefault(frame.number(), "").getBytes(StandardCharsets.UTF_8);
        int described = comment.length == 0 ? 0 : 8 + padded(comment.length);
        byte[] octets = new byte[20 + padded(captured) + described];
        ByteBuffer body = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(number)
                .putInt((int) (frame.at() >>> 32))
                .putInt((int) frame.at())
                .putInt(captured)
                .putInt(frame.length());
        for (int i = 0; i < captured; i++) {
            body.put((byte) frame.octets().u8(i));
        }
        body.position(20 + padded(captured));
        if (comment.length > 0) {
            body.putShort(COMMENT).putShort((short) comment.length).put(comment);
        }
        block(PACKET, octets);
    }

    private int begin(int link) throws IOException {
        int number = interfaces.size();
        interfaces.put(link, number);
        block(
                INTERFACE,
                little(8).putShort((short) link).putShort((short) 0).putInt(0).array());
        return number;
    }

    private void block(int type, byte[] body) throws IOException {
        int length = body.length + 12;
        out.write(little(length)
                .putInt(type)
                .putInt(length)
                .put(body)
                .putInt(length)
                .array());
    }

    private static ByteBuffer little(int octets) {
        return ByteBuffer.allocate(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The format counts in units of four octets. */
    private static int padded(int length) {
        return (length + 3) / 4 * 4;
    }
}
