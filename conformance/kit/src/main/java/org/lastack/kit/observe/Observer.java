package org.lastack.kit.observe;

import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;

/**
 * Follows one connection at the boundary of a stack and infers what the stack must know. It is written from RFC 9293 and
 * shares nothing with any implementation; where it infers a state, that is the state the RFC gives, whatever the stack does.
 */
public final class Observer {
    /** RFC 7323 §2.3: a larger shift is read as this. */
    private static final int MOST_SHIFT = 14;

    private Knowledge k = new Knowledge();
    /** The latest SYN that arrived; it counts once the stack has answered it. */
    private @Nullable Segment offered;
    /** A segment without the timestamps that it should have: it counts once the stack has acknowledged it (RFC 7323 §3.2). */
    private @Nullable Segment unstamped;
    /** The latest segment that arrived. */
    private @Nullable Segment latest;

    /** Returns what is known now; later events do not change it. */
    public Knowledge now() {
        return k.copy();
    }

    /** Returns what is known, for one look: it goes on changing. */
    public Knowledge present() {
        return k;
    }

    /** The application made a call on the connection's socket. */
    public void called(long at, Call call) {
        if (call instanceof Call.Connect) {
            // On a 4-tuple that is taken the call fails; if it does not, the SYN will show it.
            if (k.state == State.CLOSED) {
                restart(at, State.SYN_SENT);
            }
        } else if (call instanceof Call.Shutdown s) {
            k.readShut |= s.how() != How.WR;
            if (s.how() != How.RD) {
                closeSending(at);
            }
        } else if (call instanceof Call.Close) {
            k.released = true;
            if (k.linger == 0) {
                enter(at, State.CLOSED);
            } else {
                closeSending(at);
            }
        } else if (call instanceof Call.Abort) {
            k.released = true;
            enter(at, State.CLOSED);
        } else if (call instanceof Call.SetOption o && o.option() == SocketOption.LINGER) {
            k.linger = o.value();
        }
    }

    /** CLOSE as far as sending goes (RFC 9293 §3.10.4). */
    private void closeSending(long at) {
        switch (k.state) {
            case SYN_RECEIVED, ESTABLISHED -> enter(at, State.FIN_WAIT_1);
            case CLOSE_WAIT -> enter(at, State.LAST_ACK);
            case LISTEN, SYN_SENT -> enter(at, State.CLOSED);
            default -> {}
        }
    }

    /** A call was answered. */
    public void returned(Call call, Result result) {
        if (result instanceof Result.Count count && call instanceof Call.Write) {
            k.written += count.octets();
        } else if (result instanceof Result.Data data) {
            k.read += data.octets().length();
        }
    }

    /** The stack sent a segment; {@code lost} when it did not reach the peer. */
    public void sent(long at, Segment s, boolean lost) {
        if (s.rst()) {
            sentReset(at, s);
            return;
        }
        if (s.syn()) {
            sentSyn(at, s);
        }
        if (unstamped != null && unstamped.len() > 0 && s.hasAck() && s.ack() == unstamped.end()) {
            take(at, unstamped);
            unstamped = null;
        }
        takeBeyondEdge(at, s);
        if (s.fin() && !k.finSent) {
            k.finSent = true;
            k.finSeq = s.finSeq();
            finSent(at);
        }
        k.sndNxt = Seq.max(k.sndNxt, s.end());
        noteTimestamps(s.options().timestamps());
        if (s.hasAck()) {
            boolean first = k.ackSent == 0 && k.rcvEdge == 0;
            k.ackSent = s.ack();
            k.rcvEdge = s.ack() + (s.syn() ? s.window() : s.window() << k.rcvShift);
            k.rcvEdgeMost = first ? k.rcvEdge : Seq.max(k.rcvEdge, k.rcvEdgeMost);
        }
        if (!lost) {
            reachedPeer(s);
        }
    }

    /** Text that the stack acknowledges it has taken, though it had offered less room; what becomes of a FIN there the rules ask. */
    private void takeBeyondEdge(long at, Segment s) {
        Segment came = latest;
        boolean taken = came != null
                && !came.data().isEmpty()
                && (came.flags() & (Flags.SYN | Flags.RST | Flags.FIN)) == 0
                && s.hasAck()
                && s.ack() == came.end()
                && Seq.gt(s.ack(), k.rcvEdge)
                && Seq.leq(came.seq(), k.rcvNxt);
        if (came != null && taken && k.state.synchronised()) {
            k.rcvEdge = s.ack();
            take(at, came);
        }
    }

    /** A FIN shows that the application has closed, where its calls are not seen. */
    private void finSent(long at) {
        if (k.state == State.SYN_RECEIVED || k.state.synchronised()) {
            closeSending(at);
        }
    }

    /** A reset ends the connection, unless it only refuses a stray ACK before the connection is there (§3.5.2 group 2). */
    private void sentReset(long at, Segment s) {
        if (k.state != State.CLOSED && !refusesStrayAck(s)) {
            k.resetByStack = true;
            enter(at, State.CLOSED);
        }
    }

    /** RFC 9293 §3.10.7.4, fifth check: a segment older than the last that brought a window brings none. */
    private void noteWindow(Segment s) {
        if (k.isOlderWindow(s)) {
            return;
        }
        k.sndWnd = s.syn() ? s.window() : s.window() << k.sndShift;
        k.maxSndWnd = Math.max(k.maxSndWnd, k.sndWnd);
        k.windowKnown = true;
        k.sndWl1 = s.seq();
        k.sndWl2 = s.ack();
    }

    /** Some stacks set the ACK bit in such a reset too; what it has to have is the number of the stray ACK. */
    private boolean refusesStrayAck(Segment rst) {
        boolean opening = k.state == State.SYN_SENT || k.state == State.SYN_RECEIVED;
        boolean answers = latest != null && latest.hasAck() && latest.ack() == rst.seq();
        return opening && rst.seq() != k.sndNxt && (answers || !rst.hasAck());
    }

    private void noteTimestamps(@Nullable Timestamps ts) {
        if (ts != null) {
            k.lastTsVal = ts.tsVal();
        }
    }

    private void sentSyn(long at, Segment s) {
        boolean again = k.opened && s.seq() == k.iss && (k.state == State.SYN_SENT || k.state == State.SYN_RECEIVED);
        if (again) {
            return;
        }
        if (k.state != State.SYN_SENT) {
            restart(at, s.hasAck() ? State.SYN_RECEIVED : State.SYN_SENT);
        }
        k.opened = true;
        k.iss = s.seq();
        k.sndUna = s.seq();
        k.sndNxt = s.end();
        k.peerRcvNxt = s.seq();
        k.mss = s.options().mss() > 0 ? s.options().mss() : k.mss;
        k.timestamps = s.options().timestamps() != null;
        k.scaleSent = s.options().windowScale();
        k.sackSent = s.options().sackPermitted();
        if (s.hasAck()) {
            k.irs = s.ack() - 1;
            k.rcvNxt = s.ack();
            k.peerSndNxt = s.ack();
            if (offered != null) {
                agree(offered.options());
                noteWindow(offered);
                noteTsRecent(at, offered);
            }
        }
    }

    private void reachedPeer(Segment s) {
        if (s.len() > 0) {
            Ranges all = k.peerOutOfOrder.plus(s.seq(), s.end());
            k.peerRcvNxt = all.reachFrom(k.peerRcvNxt);
            k.peerOutOfOrder = all.beyond(k.peerRcvNxt);
        }
    }

    /** The peer sent a segment that the network lost. */
    public void lost(Segment s) {
        noteSentByPeer(s);
    }

    /** A segment arrived at the stack: RFC 9293 §3.10.7, as far as it changes what the stack knows. */
    public void arrived(long at, Segment s) {
        latest = s;
        if (s.syn() && !s.hasAck()) {
            offered = s;
        }
        if (k.state == State.SYN_SENT) {
            arrivedInSynSent(at, s);
        } else if (k.state != State.CLOSED) {
            arrivedInOthers(at, s);
        }
        noteSentByPeer(s);
    }

    /** Follows the peer's own numbers: segments without length, or far off what it has sent, say nothing new. */
    private void noteSentByPeer(Segment s) {
        boolean near =
                Seq.leq(s.seq(), k.peerSndNxt) && Seq.lt(k.peerSndNxt - (1 << 20), s.seq()) || k.inWindow(s.seq());
        if (!k.state.synchronised() || s.rst() || s.syn() || s.len() == 0 || !near) {
            return;
        }
        k.peerSndNxt = Seq.max(k.peerSndNxt, s.end());
        if (s.fin() && !k.peerFinOut) {
            k.peerFinOut = true;
            k.peerFinOutSeq = s.finSeq();
        }
    }

    private void arrivedInSynSent(long at, Segment s) {
        if (s.hasAck() && s.ack() != k.sndNxt) {
            return;
        }
        if (s.rst()) {
            if (s.hasAck()) {
                k.resetByPeer = true;
                enter(at, State.CLOSED);
            }
            return;
        }
        if (s.syn()) {
            k.irs = s.seq();
            k.rcvNxt = s.seq() + 1;
            k.peerSndNxt = s.seq() + 1;
            agree(s.options());
            noteWindow(s);
            k.timestamps &= s.options().timestamps() != null;
            noteTsRecent(at, s);
            if (s.hasAck()) {
                k.sndUna = s.ack();
            }
            enter(at, s.hasAck() ? State.ESTABLISHED : State.SYN_RECEIVED);
        }
    }

    /** What both SYNs have counts (RFC 7323 §2.2, RFC 2018 §2). */
    private void agree(Options peer) {
        boolean scaled = k.scaleSent >= 0 && peer.windowScale() >= 0;
        k.sndShift = scaled ? Math.min(peer.windowScale(), MOST_SHIFT) : 0;
        k.rcvShift = scaled ? Math.min(k.scaleSent, MOST_SHIFT) : 0;
        k.sack = k.sackSent && peer.sackPermitted();
    }

    private void noteTsRecent(long at, Segment s) {
        Timestamps ts = s.options().timestamps();
        if (ts != null) {
            k.tsRecent = ts.tsVal();
            k.tsRecentAt = at;
        }
    }

    private void arrivedInOthers(long at, Segment s) {
        if (s.rst()) {
            // By its number alone, whatever the window (RFC 5961 §3.2) and the timestamp (RFC 7323 §5.2).
            if (s.seq() == k.rcvNxt) {
                k.resetByPeer = true;
                enter(at, State.CLOSED);
            }
            return;
        }
        unstamped = !s.syn() && k.lacksTimestamps(s) ? s : null;
        if (unstamped == null && !k.isStale(at, s)) {
            take(at, s);
        }
    }

    private void take(long at, Segment s) {
        if (!acceptable(s)) {
            if (k.state == State.TIME_WAIT && s.fin() && !s.syn() && s.finSeq() == k.peerFinSeq) {
                k.since = at; // TW-RESTART
            }
            return;
        }
        if (s.syn() || !s.hasAck() || !ackAcceptable(at, s)) {
            return;
        }
        takeTimestamp(at, s);
        takeText(at, s);
    }

    private void takeTimestamp(long at, Segment s) {
        if (k.timestamps && Seq.leq(s.seq(), k.ackSent)) {
            noteTsRecent(at, s);
        }
    }

    /** The first check (RFC 9293 §3.10.7.4, table 6). */
    private boolean acceptable(Segment s) {
        int window = k.rcvWnd();
        if (s.len() == 0) {
            return window == 0 ? s.seq() == k.rcvNxt : Seq.inWindow(s.seq(), k.rcvNxt, window);
        }
        return window != 0 && (Seq.inWindow(s.seq(), k.rcvNxt, window) || Seq.inWindow(s.end() - 1, k.rcvNxt, window));
    }

    /** The fifth check; false when the segment goes no further. */
    private boolean ackAcceptable(long at, Segment s) {
        if (k.state == State.SYN_RECEIVED) {
            if (s.ack() != k.sndNxt) {
                return false;
            }
            k.sndUna = s.ack();
            noteWindow(s);
            enter(at, State.ESTABLISHED);
            return true;
        }
        boolean tooOld = Seq.lt(s.ack(), k.sndUna - k.maxSndWnd); // RFC 5961 §5.2
        if (tooOld || Seq.gt(s.ack(), k.sndNxt)) {
            return false;
        }
        if (Seq.geq(s.ack(), k.sndUna)) {
            k.sndUna = s.ack();
            noteWindow(s);
        }
        if (k.finSent && !k.finAcked && Seq.gt(k.sndUna, k.finSeq)) {
            k.finAcked = true;
            finAcked(at);
        }
        return k.state != State.CLOSED;
    }

    private void finAcked(long at) {
        switch (k.state) {
            case FIN_WAIT_1 -> enter(at, State.FIN_WAIT_2);
            case CLOSING -> enter(at, State.TIME_WAIT);
            case LAST_ACK -> enter(at, State.CLOSED);
            default -> {}
        }
    }

    /** The seventh and eighth checks: text in order, then the FIN. */
    private void takeText(long at, Segment s) {
        boolean open = k.state == State.ESTABLISHED || k.state == State.FIN_WAIT_1 || k.state == State.FIN_WAIT_2;
        if (!open || s.len() == 0) {
            return;
        }
        int textEnd = s.seq() + s.data().length();
        if (!s.data().isEmpty()) {
            k.outOfOrder = k.outOfOrder.plus(s.seq(), clip(textEnd));
        }
        if (s.fin() && Seq.lt(s.finSeq(), k.rcvEdge)) {
            k.finBeyondHole = true;
            k.finBeyondHoleSeq = s.finSeq();
        }
        int reach = k.outOfOrder.reachFrom(k.rcvNxt);
        if (k.finBeyondHole && Seq.geq(reach, k.finBeyondHoleSeq)) {
            k.received += k.finBeyondHoleSeq - k.rcvNxt;
            k.rcvNxt = k.finBeyondHoleSeq + 1;
            k.finReceived = true;
            k.peerFinSeq = k.finBeyondHoleSeq;
            finReceived(at);
        } else {
            k.received += reach - k.rcvNxt;
            k.rcvNxt = reach;
            k.outOfOrder = k.outOfOrder.beyond(reach);
        }
    }

    private int clip(int end) {
        return Seq.gt(end, k.rcvEdge) ? k.rcvEdge : end;
    }

    private void finReceived(long at) {
        switch (k.state) {
            case ESTABLISHED -> enter(at, State.CLOSE_WAIT);
            case FIN_WAIT_1 -> enter(at, State.CLOSING);
            case FIN_WAIT_2 -> enter(at, State.TIME_WAIT);
            default -> {}
        }
    }

    private void enter(long at, State state) {
        k.state = state;
        k.since = at;
    }

    private void restart(long at, State state) {
        Knowledge before = k;
        k = new Knowledge();
        before.previous = null; // one generation is enough
        k.previous = before.opened ? before : null;
        k.state = state;
        k.since = at;
        k.linger = before.linger;
    }
}
