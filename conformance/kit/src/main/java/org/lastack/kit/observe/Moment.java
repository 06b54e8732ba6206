package org.lastack.kit.observe;

import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;

/**
 * One event of a trace with what was known before and after it.
 *
 * @param index the place of the event in the trace
 * @param conn the connection it belongs to; -1 for the listening socket and for notes
 */
public record Moment(int index, Event event, int conn, Knowledge before, Knowledge after) {
    public long at() {
        return event.at();
    }

    /** Returns the segment that arrived at the stack here, from host to host, or null. */
    public @Nullable Segment arrived() {
        return event instanceof Event.Arrived e && e.packet().isUnicast()
                ? e.packet().segment()
                : null;
    }

    /** Returns the segment that the stack sent here, from host to host, or null. */
    public @Nullable Segment sent() {
        return event instanceof Event.Sent e && e.packet().isUnicast()
                ? e.packet().segment()
                : null;
    }

    /**
     * Returns the packet that arrived here and that no connection may take, since it is spoiled, or from or to an address that
     * no host has; null when this is no such moment. Of a spoiled one that is what it would be, as far as that can be told.
     */
    public @Nullable Packet stray() {
        if (event instanceof Event.ArrivedRaw e) {
            return PacketCodec.decodeSpoiled(e.octets());
        }
        return event instanceof Event.Arrived e && !e.packet().isUnicast() ? e.packet() : null;
    }

    /** Returns the octets that arrived here if they are no well-formed packet, or null. */
    public @Nullable Bytes raw() {
        return event instanceof Event.ArrivedRaw e ? e.octets() : null;
    }

    /** Returns the ICMP error that arrived here, or null. */
    public @Nullable IcmpMessage icmp() {
        return event instanceof Event.ArrivedRaw e ? IcmpMessage.decode(e.octets()) : null;
    }

    /** Returns the call that the application made here, or null. */
    public @Nullable Call called() {
        return event instanceof Event.Called e ? e.call() : null;
    }

    /** Returns the result that the application got here, or null. */
    public @Nullable Result result() {
        return event instanceof Event.Returned e ? e.result() : null;
    }

    /** Tells whether the stack was acted on: a call was made or a packet arrived. */
    public boolean stimulus() {
        return event instanceof Event.Called || event instanceof Event.Arrived || event instanceof Event.ArrivedRaw;
    }

    public boolean isCall(Class<? extends Call> kind) {
        return kind.isInstance(called());
    }
}
