package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Report.Seen;
import org.lastack.kit.report.Report.SeenEvent;
import org.lastack.kit.report.Report.SeenSegment;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/** Turns a trace into the plain values of a {@link Report}. */
final class SeenTrace {
    private SeenTrace() {}

    static Seen of(Trace trace) {
        List<SeenEvent> events = new ArrayList<>();
        trace.events().forEach(e -> events.add(of(e)));
        return new Seen(Text.clean(trace.stack()), trace.lateness(), events);
    }

    private static SeenEvent of(Event event) {
        if (event instanceof Event.Called e) {
            return said(e.at(), "called", e.call().show(), e.socket());
        }
        if (event instanceof Event.Returned e) {
            return said(e.at(), "returned", e.call().show() + ": " + e.result().show(), e.socket());
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

    private static SeenEvent said(long at, String kind, String text, @Nullable Integer socket) {
        return new SeenEvent(at, kind, Text.clean(text), socket, null, null, null);
    }

    private static SeenEvent raw(long at, String kind, String text, Bytes octets) {
        return new SeenEvent(at, kind, Text.clean(text), null, null, octets.toHex(), null);
    }

    private static SeenEvent packet(long at, String kind, Packet packet, @Nullable Boolean lost) {
        String octets = PacketCodec.encode(packet).toHex();
        return new SeenEvent(at, kind, packet.toString(), null, lost, octets, segment(packet));
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
