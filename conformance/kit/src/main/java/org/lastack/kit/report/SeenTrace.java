package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.report.Report.Seen;
import org.lastack.kit.report.Report.SeenEvent;
import org.lastack.kit.report.Report.SeenSegment;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.MalformedPacketException;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** Turns a trace into the plain values of a {@link Report}, and back. */
final class SeenTrace {
    private SeenTrace() {}

    static Seen of(Trace trace) {
        List<SeenEvent> events = new ArrayList<>();
        trace.events().forEach(e -> events.add(of(e)));
        return new Seen(Text.clean(trace.stack()), trace.lateness(), events);
    }

    /**
     * Returns the trace, or null when the report is of an earlier lastack, which kept no calls, or keeps no events at all.
     *
     * @throws IllegalArgumentException when an event is not what its kind says
     */
    static @Nullable Trace read(Seen seen) {
        List<Event> events = new ArrayList<>();
        for (SeenEvent event : seen.events()) {
            if (isCall(event) && event.call() == null) {
                return null;
            }
            events.add(read(event));
        }
        return events.isEmpty() ? null : new Trace(Text.clean(seen.stack()), seen.lateness(), events);
    }

    private static boolean isCall(SeenEvent event) {
        return event.kind().equals("called") || event.kind().equals("returned");
    }

    private static Event read(SeenEvent e) {
        String text = Text.clean(e.text());
        return switch (e.kind()) {
            case "configured" ->
                new Event.Configured(e.at(), Text.clean(need(e.knob(), "knob")), need(e.value(), "value"));
            case "called" -> new Event.Called(e.at(), need(e.socket(), "socket"), need(e.call(), "call"));
            case "returned" ->
                new Event.Returned(
                        e.at(), need(e.socket(), "socket"), need(e.call(), "call"), need(e.result(), "result"));
            case "arrived" -> new Event.Arrived(e.at(), packet(e));
            case "arrived-raw" -> new Event.ArrivedRaw(e.at(), octets(e), text);
            case "sent" -> new Event.Sent(e.at(), packet(e), need(e.lost(), "lost"));
            case "sent-raw" -> new Event.SentRaw(e.at(), octets(e), text);
            case "lost" -> new Event.Lost(e.at(), packet(e));
            case "state" -> new Event.InState(e.at(), need(e.socket(), "socket"), state(e.text()));
            case "note" -> new Event.Note(e.at(), text);
            default -> throw new IllegalArgumentException("an event is of the kind " + Text.line(e.kind(), 40));
        };
    }

    private static <T> T need(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException("an event without its " + what);
        }
        return value;
    }

    private static State state(String text) {
        for (State state : State.values()) {
            if (state.toString().equals(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("an event with the state " + Text.line(text, 40));
    }

    private static Bytes octets(SeenEvent e) {
        return Bytes.fromHex(need(e.octets(), "octets"));
    }

    private static Packet packet(SeenEvent e) {
        try {
            return PacketCodec.decode(octets(e));
        } catch (MalformedPacketException broken) {
            throw new IllegalArgumentException("an event whose octets are no packet: " + broken.getMessage(), broken);
        }
    }

    private static SeenEvent of(Event event) {
        if (event instanceof Event.Configured e) {
            return configured(e);
        }
        if (event instanceof Event.Called e) {
            return called(e.at(), "called", e.call().show(), e.socket(), e.call(), null);
        }
        if (event instanceof Event.Returned e) {
            String text = e.call().show() + ": " + e.result().show();
            return called(e.at(), "returned", text, e.socket(), e.call(), e.result());
        }
        if (event instanceof Event.Arrived e) {
            return packet(e.at(), "arrived", e.packet(), null);
        }
        if (event instanceof Event.Sent e) {
            return packet(e.at(), "sent", e.packet(), e.lost());
        }
        if (event instanceof Event.Lost e) {
            return packet(e.at(), "lost", e.packet(), null);
        }
        if (event instanceof Event.ArrivedRaw e) {
            return raw(e.at(), "arrived-raw", e.what(), e.octets());
        }
        if (event instanceof Event.SentRaw e) {
            return raw(e.at(), "sent-raw", e.why(), e.octets());
        }
        if (event instanceof Event.InState e) {
            return said(e.at(), "state", e.state().toString(), e.socket());
        }
        return said(event.at(), "note", event instanceof Event.Note e ? e.text() : event.toString(), null);
    }

    /** Returns the line for a person of an event that is no packet. */
    static String text(Event event) {
        return of(event).text();
    }

    private static SeenEvent configured(Event.Configured e) {
        String text = Text.clean(e.knob() + " = " + e.value());
        return new SeenEvent(e.at(), "configured", text, null, null, null, null, null, null, e.knob(), e.value());
    }

    private static SeenEvent said(long at, String kind, String text, @Nullable Integer socket) {
        return new SeenEvent(at, kind, Text.clean(text), socket, null, null, null, null, null, null, null);
    }

    private static SeenEvent called(long at, String kind, String text, int socket, Call call, @Nullable Result result) {
        return new SeenEvent(at, kind, Text.clean(text), socket, null, null, null, call, result, null, null);
    }

    private static SeenEvent raw(long at, String kind, String text, Bytes octets) {
        return new SeenEvent(at, kind, Text.clean(text), null, null, octets.toHex(), null, null, null, null, null);
    }

    private static SeenEvent packet(long at, String kind, Packet packet, @Nullable Boolean lost) {
        String octets = PacketCodec.encode(packet).toHex();
        return new SeenEvent(at, kind, packet.toString(), null, lost, octets, segment(packet), null, null, null, null);
    }

    private static SeenSegment segment(Packet packet) {
        Segment s = packet.segment();
        Options o = s.options();
        Options.Timestamps ts = o.timestamps();
        return new SeenSegment(
                packet.src().toString(),
                s.srcPort(),
                packet.dst().toString(),
                s.dstPort(),
                Integer.toUnsignedLong(s.seq()),
                Integer.toUnsignedLong(s.ack()),
                Flags.show(s.flags()),
                s.window(),
                s.urgent(),
                s.data().length(),
                o.mss() == 0 ? null : o.mss(),
                o.windowScale() < 0 ? null : o.windowScale(),
                o.sackPermitted() ? true : null,
                ts == null ? null : Integer.toUnsignedLong(ts.tsVal()),
                ts == null ? null : Integer.toUnsignedLong(ts.tsEcr()));
    }
}
