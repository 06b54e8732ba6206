package org.lastack.kit.scenario;

import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Observer;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** The peer's side of one connection while a scenario runs: turns symbols into numbers. */
final class PeerSide {
    /** How far apart the sequence numbers of connections and incarnations are. */
    private static final int STRIDE = 1_000_000;

    /** What fits into one packet besides the headers, options included. */
    private static final int MOST_TEXT = 65_535 - 100;

    final Observer observer = new Observer();
    boolean autoAck;
    int loseNext;
    /** The stack's port, 0 until known. */
    int stackPort;

    private final Scenario.Peer peer;
    private final int port;
    private final int iss;
    private int window;

    PeerSide(Scenario.Peer peer, int port, int conn) {
        this.peer = peer;
        this.port = port;
        this.iss = peer.iss() + conn * STRIDE;
        this.window = peer.window();
    }

    /** Returns the segment that the template stands for at this instant. */
    Segment resolve(Template t, long now) {
        Knowledge k = observer.present();
        boolean syn = (t.flags() & Flags.SYN) != 0;
        int seq = seq(t.seq(), k, syn);
        int ack = (t.flags() & Flags.ACK) == 0 ? 0 : ack(t.acks(), k);
        int offered = t.window() < 0 ? window : t.window();
        window = Seq.lt(seq, k.peerSndNxt) ? window : offered; // what comes late has the window of long ago
        int room = k.rcvEdge - seq - (t.length() == Template.TO_EDGE_BUT_ONE ? 1 : 0);
        int length = t.length() < 0 ? toEdge(room) : t.length();
        Bytes text = length == 0 ? Bytes.EMPTY : Bytes.pattern(seq - (k.irs + 1), length);
        return new Segment(
                port,
                stackPort,
                seq,
                ack,
                t.flags(),
                Math.min(syn ? offered : offered >> k.sndShift, 65535),
                t.urgent(),
                options(t, k, syn, now),
                text);
    }

    private static int toEdge(int room) {
        return Math.max(0, Math.min(room, MOST_TEXT));
    }

    private int seq(SeqRef ref, Knowledge k, boolean syn) {
        int base = switch (ref.base()) {
            case PEER_NXT -> next(k, syn);
            case RCV_NXT -> k.rcvNxt;
            case PEER_FIN -> k.peerFinOut ? k.peerFinOutSeq : k.peerSndNxt;
            case IRS -> k.irs;
            case RIGHT_EDGE -> k.rcvEdge;
            case PREVIOUS -> k.previous == null ? k.rcvNxt : k.previous.rcvNxt;
            case MIDDLE -> k.rcvNxt + k.rcvWnd() / 2;
            case ACKED -> k.ackSent;
        };
        return base + ref.offset();
    }

    private int next(Knowledge k, boolean syn) {
        Knowledge last = k.state == State.SYN_SENT ? k.previous : k;
        if (last == null || !last.opened) {
            return iss;
        }
        return syn && (k.state == State.CLOSED || k.state == State.SYN_SENT) ? last.peerSndNxt + STRIDE : k.peerSndNxt;
    }

    private static int ack(AckRef ref, Knowledge k) {
        int base = switch (ref.base()) {
            case ALL -> k.peerRcvNxt;
            case BUT_FIN -> k.finSent ? k.finSeq : k.peerRcvNxt;
            case SND_UNA -> k.sndUna;
            case SND_NXT -> k.sndNxt;
            case PREVIOUS -> k.previous == null ? k.sndNxt : k.previous.sndNxt;
        };
        return base + ref.offset();
    }

    private Options options(Template t, Knowledge k, boolean syn, long now) {
        boolean bare = t.options().isEmpty(); // else there may be no room for more
        boolean holds = k.sack && !syn && (t.flags() & (Flags.ACK | Flags.RST)) == Flags.ACK;
        Options options = Options.NONE.withOther(bare && holds ? k.sackBlock() : t.options());
        boolean offers = syn && (t.flags() & Flags.ACK) == 0;
        if (syn) {
            options = options.withMss(peer.mss());
        }
        if (syn && bare) {
            // An answer has only what was offered.
            Integer scale = peer.scale();
            options = scale != null && (offers || k.scaleSent >= 0) ? options.withWindowScale(scale) : options;
            options = options.withSackPermitted(peer.offersSack() && (offers || k.sackSent));
        }
        boolean stamped = peer.timestamps() && (offers || k.timestamps);
        return stamped ? options.withTimestamps(timestamps(t.tsVal(), offers ? 0 : k.lastTsVal, k, now)) : options;
    }

    private static @Nullable Timestamps timestamps(@Nullable TsRef ref, int echo, Knowledge k, long now) {
        if (ref == null) {
            return null;
        }
        int base = switch (ref.base()) {
            case CLOCK -> (int) (now / Time.MILLISECOND) + 1000;
            case TS_RECENT -> k.tsRecent;
        };
        return new Timestamps(base + ref.offset(), echo);
    }
}
