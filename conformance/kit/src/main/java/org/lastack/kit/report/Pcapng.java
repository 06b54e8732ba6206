package org.lastack.kit.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.suite.Verdict;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.PacketCodec;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * A trace as a capture file in the pcapng format, for Wireshark and its kin. Calls, notes and the complaint of a rule are
 * comments on the packet that follows them, or on the last one; a lost packet is there with a comment that says so.
 */
public final class Pcapng {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final short RAW_IP = 101;
    private static final short COMMENT = 1;
    private static final short FLAGS = 2;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    /** The format counts the length of an option in 16 bits. */
    private static final int LONGEST_COMMENT = 60_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> comments = new ArrayList<>();
    /** The packet that waits for what is still to be said of it. */
    private @Nullable Waiting waiting;

    private record Waiting(long at, Bytes octets, int direction, List<String> comments) {}

    private Pcapng() {}

    /** Returns the capture, with the complaint of the rule if there is one. Times are counted from the beginning of the trace. */
    public static byte[] of(Trace trace, Verdict verdict) {
        Verdict.Counterexample found = verdict.counterexample();
        return found == null
                ? of(trace, -1, "")
                : of(trace, found.fail().event(), Reporting.complaint(verdict.rule(), found));
    }

    /** Returns the capture with a comment at the event of that index, or with none. */
    static byte[] of(Trace trace, int marked, String complaint) {
        Pcapng capture = new Pcapng();
        capture.header(trace.stack());
        for (int i = 0; i < trace.events().size(); i++) {
            capture.add(trace.events().get(i));
            if (i == marked) {
                capture.say(complaint);
            }
        }
        capture.flush();
        return capture.out.toByteArray();
    }

    private void add(Event event) {
        if (event instanceof Event.Arrived e) {
            packet(e.at(), PacketCodec.encode(e.packet()), INBOUND, "");
        } else if (event instanceof Event.Sent e) {
            packet(e.at(), PacketCodec.encode(e.packet()), OUTBOUND, e.lost() ? "lost on its way to the peer" : "");
        } else if (event instanceof Event.Lost e) {
            packet(e.at(), PacketCodec.encode(e.packet()), INBOUND, "lost on its way to the stack");
        } else if (event instanceof Event.ArrivedRaw e) {
            packet(e.at(), e.octets(), INBOUND, e.what());
        } else if (event instanceof Event.SentRaw e) {
            packet(e.at(), e.octets(), OUTBOUND, e.why());
        } else {
            comment(event);
        }
    }

    /** A call that returns at once is one comment. */
    private void comment(Event event) {
        int last = comments.size() - 1;
        if (event instanceof Event.Returned e
                && last >= 0
                && comments.get(last).equals(e.call().show())) {
            comments.remove(last);
        }
        comments.add(SeenTrace.text(event));
    }

    /** Says something of the event that came last: of its packet, or of the next one. */
    private void say(String text) {
        if (waiting != null && comments.isEmpty()) {
            waiting.comments.add(text);
        } else {
            comments.add(text);
        }
    }

    private void packet(long at, Bytes octets, int direction, String comment) {
        write();
        List<String> said = new ArrayList<>(comments);
        comments.clear();
        if (!comment.isEmpty()) {
            said.add(comment);
        }
        waiting = new Waiting(at, octets, direction, said);
    }

    /** What comes after the last packet is said of it. */
    private void flush() {
        if (waiting != null) {
            waiting.comments.addAll(comments);
        }
        write();
    }

    private void write() {
        if (waiting == null) {
            return;
        }
        byte[] octets = waiting.octets.toArray();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(little(20)
                .putInt(0)
                .putInt((int) (waiting.at >>> 32))
                .putInt((int) waiting.at)
                .putInt(octets.length)
                .putInt(octets.length)
                .array());
        body.writeBytes(padded(octets));
        for (String comment : waiting.comments) {
            option(body, COMMENT, comment);
        }
        body.writeBytes(little(8)
                .putShort(FLAGS)
                .putShort((short) 4)
                .putInt(waiting.direction)
                .array());
        body.writeBytes(new byte[4]);
        block(PACKET, body.toByteArray());
        waiting = null;
    }

    private void header(String stack) {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        section.writeBytes(little(16)
                .putInt(0x1A2B3C4D)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1)
                .array());
        option(section, COMMENT, "What " + Text.clean(stack) + " got and sent, as lastack saw it.");
        section.writeBytes(new byte[4]);
        block(SECTION_HEADER, section.toByteArray());
        block(
                INTERFACE,
                little(8).putShort(RAW_IP).putShort((short) 0).putInt(0).array());
    }

    private void block(int type, byte[] body) {
        int length = body.length + 12;
        out.writeBytes(little(8).putInt(type).putInt(length).array());
        out.writeBytes(body);
        out.writeBytes(little(4).putInt(length).array());
    }

    private static void option(ByteArrayOutputStream to, short code, String text) {
        String shown = text.length() > LONGEST_COMMENT / 4 ? text.substring(0, LONGEST_COMMENT / 4) : text;
        byte[] utf8 = shown.getBytes(StandardCharsets.UTF_8);
        to.writeBytes(little(4).putShort(code).putShort((short) utf8.length).array());
        to.writeBytes(padded(utf8));
    }

    private static byte[] padded(byte[] octets) {
        return Arrays.copyOf(octets, (octets.length + 3) / 4 * 4);
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
