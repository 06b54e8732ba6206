package org.lastack.kit.rules;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.IcmpMessage;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.trace.Event;

/**
 * Something after which a connection may lawfully be elsewhere than where the strict reading of the RFC has it. A rule that did
 * not write the scenario meets all of them; it accuses nobody where there is a doubt, unless it is about just that and says so.
 */
public enum Doubt {
    /** RFC 9293 §3.5.3: what a RST that is not exactly at RCV.NXT does depends on RFC 5961. */
    RESET("a RST ended it, or may have") {
        @Override
        boolean arises(Observed t, Moment m) {
            return Check.arrivedRst(m) || m.after().resetByStack && !m.before().resetByStack;
        }
    },

    /** RFC 9293 §3.10.7.4 fourth check: a challenge ACK, a reset, or in TIME-WAIT a new connection. */
    SYN("a SYN came for it once it was open") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            return s != null && s.syn() && m.before().state.synchronised();
        }
    },

    /** SHLD-26, RFC 5461. */
    ICMP("an ICMP error may have ended it") {
        @Override
        boolean arises(Observed t, Moment m) {
            return Check.hardError(m);
        }
    },

    /** RFC 6069 takes a doubling of the RTO back. */
    PATH("an ICMP error may have shortened a wait") {
        @Override
        boolean arises(Observed t, Moment m) {
            IcmpMessage message = m.icmp();
            return message != null && UNREACHABLE.contains(message.error());
        }
    },

    /** SC-SEQVAL: a relaxed stack takes the ACK of a segment just below its window. */
    BELOW("an ACK of its FIN came with a segment below the window") {
        @Override
        boolean arises(Observed t, Moment m) {
            return Check.acksFinFromBelow(m);
        }
    },

    /** RFC 7323 §3.2: what lacks the timestamps agreed on may be taken or dropped. */
    TIMESTAMPS("a segment lacked the timestamps, or had old ones") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            return s != null && (m.before().lacksTimestamps(s) || m.before().isStale(m.at(), s));
        }
    },

    /** RFC 9293 §3.1 leaves open what becomes of a segment with a broken option; some take the rest of it. */
    MALFORMED("a malformed segment came, and may have counted") {
        @Override
        boolean arises(Observed t, Moment m) {
            return m.stray() != null;
        }

        @Override
        boolean ensues(Observed t, Moment m, Moment here) {
            return arises(t, m);
        }
    },

    /** RFC 9293 §3.8.6.3: an ACK need not go alone. */
    TEXT("text was sent that may carry the answer") {
        @Override
        boolean arises(Observed t, Moment m) {
            return false;
        }

        @Override
        boolean ensues(Observed t, Moment m, Moment here) {
            Segment s = m.sent();
            return s != null && !s.data().isEmpty() && s.seq() == m.before().sndNxt && inAnswer(t, m, here);
        }
    },

    /** RFC 5961 §5: what else such a segment brings, its timestamp too, may count or not. */
    ACK("an ACK came of what was never sent, or of long ago") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            Knowledge k = m.before();
            boolean unsent = s != null && s.hasAck() && Seq.gt(s.ack(), k.sndNxt);
            return s != null && k.state.synchronised() && (unsent || Check.acksOfLongAgo(s, k));
        }
    },

    /** SHLD-3 and MAY-1: text that nobody will read may draw a RST. */
    UNREADABLE("text came that nobody will read") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            Knowledge k = m.before();
            boolean nobody = k.released || k.readShut || k.finSent && !t.showsCalls();
            return s != null && !s.syn() && nobody && (!s.data().isEmpty() || s.len() > 0 && Seq.gt(s.seq(), k.rcvNxt));
        }
    },

    /** SHLD-3, RFC 2525 §2.17: a close with unread text resets; so do ABORT and SO_LINGER 0. */
    ABORTED("the application aborted it, or left text unread") {
        @Override
        boolean arises(Observed t, Moment m) {
            Knowledge k = m.before();
            return m.isCall(Call.Abort.class) || m.isCall(Call.Close.class) && (k.unread() > 0 || k.linger == 0);
        }

        /** Where calls are not seen, as in a capture, a RST at SND.NXT may be the application's, whatever it seems to answer. */
        @Override
        boolean ensues(Observed t, Moment m, Moment here) {
            Segment s = m.sent();
            return !t.showsCalls() && s != null && s.rst() && s.seq() == m.before().sndNxt;
        }
    },

    /** A wait ends earlier than by the defaults, or a limit ends the connection. */
    LIMITED("an option or a setting limits how long it lasts") {
        @Override
        boolean arises(Observed t, Moment m) {
            return m.event() instanceof Event.Configured c && KNOBS.contains(c.knob())
                    || m.called() instanceof Call.SetOption o && o.option() == SocketOption.LINGER;
        }
    },

    /** RFC 9293 §3.9.1.4, RFC 5482: it counts text, a FIN and probes that nobody has acknowledged. */
    USER_TIMEOUT("its user timeout may have ended it") {
        @Override
        boolean arises(Observed t, Moment m) {
            Knowledge k = m.before();
            boolean hidden = !t.showsCalls() && m.stimulus() && k.state.synchronised() && k.sndUna != k.sndNxt;
            return hidden
                    || m.called() instanceof Call.SetOption o
                            && o.option() == SocketOption.USER_TIMEOUT
                            && o.value() > 0;
        }
    },

    /** TCP_LINGER2: how long FIN-WAIT-2 lasts once the application has closed, 0 and less included. */
    LINGER2("TCP_LINGER2 limits how long it waits for a FIN") {
        @Override
        boolean arises(Observed t, Moment m) {
            return m.called() instanceof Call.SetOption o && o.option() == SocketOption.LINGER2;
        }
    },

    /** Catalogue §5.17 and §5.19: for Linux the window ends one number later. */
    EDGE("a segment or a FIN lay just past the window") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            Knowledge k = m.before();
            if (s == null || k.rcvWnd() == 0) {
                return false;
            }
            boolean acks = s.hasAck() && Seq.gt(s.ack(), k.sndUna) && Seq.leq(s.ack(), k.sndNxt);
            boolean news = s.len() > 0 || acks;
            return news && (s.seq() == k.rcvEdge || s.fin() && s.finSeq() == k.rcvEdge);
        }
    },

    /** SHLD-14: a window should not shrink. What fitted before may be taken or not. */
    SHRUNK("a segment lay in a window that the stack had offered and taken back") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            Knowledge k = m.before();
            return s != null
                    && k.state.synchronised()
                    && Seq.gt(k.rcvEdgeMost, k.rcvEdge)
                    && Seq.geq(s.len() == 0 ? s.seq() : s.end() - 1, k.rcvEdge)
                    && Seq.lt(s.seq(), k.rcvEdgeMost);
        }
    },

    /** Catalogue §5.2: the eighth check to the letter would count a second FIN; and no peer ends in two places. */
    BEYOND("the peer contradicts itself about where it ends") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.event() instanceof Event.Lost e ? e.packet().segment() : m.arrived();
            Knowledge k = m.before();
            return s != null
                    && !s.syn()
                    && !s.rst()
                    && k.peerFinOut
                    && (Seq.gt(s.end(), k.peerFinOutSeq + 1) || s.fin() && s.finSeq() != k.peerFinOutSeq);
        }
    },

    /** RFC 9293 §3.8.4: one that does not answer probes is dead. */
    KEEPALIVE("keep-alive may have ended it") {
        @Override
        boolean arises(Observed t, Moment m) {
            return sets(m) && m.called() instanceof Call.SetOption o && o.value() > 0;
        }

        /** Once it is off again, and the peer was heard last, it has not ended anything. */
        @Override
        boolean settled(Observed t, Moment m, Moment here) {
            Moment off = t.firstAfter(m, next -> next.conn() == m.conn() && sets(next));
            if (off == null || off.index() >= here.index() || arises(t, off)) {
                return false;
            }
            Moment latest = t.last(wire -> wire.conn() == m.conn()
                    && wire.index() < off.index()
                    && (wire.sent() != null || wire.arrived() != null));
            return latest != null && latest.arrived() != null;
        }

        private boolean sets(Moment m) {
            return m.called() instanceof Call.SetOption o && o.option() == SocketOption.KEEPALIVE;
        }
    },

    /** A connection that was given up, or whose wait is over. */
    OLD("its time may be over") {
        @Override
        boolean arises(Observed t, Moment m) {
            return !Kept.young(t, m);
        }
    },

    /** The application has been told of the end. */
    FAILED("a call on it has failed") {
        @Override
        boolean arises(Observed t, Moment m) {
            return m.result() instanceof Result.Failed f && ENDS.contains(f.errno());
        }
    },

    /** RFC 9293 §3.10.4: the queue of a listener that is closed is reset; where shutdown() ends a listener, by that too. */
    LISTENER("the listener it came to was closed") {
        @Override
        boolean arises(Observed t, Moment m) {
            boolean ends = m.called() instanceof Call.Shutdown s && s.how() != How.WR;
            return m.conn() < 0 && (m.isCall(Call.Close.class) || ends);
        }

        @Override
        boolean ensues(Observed t, Moment m, Moment here) {
            return arises(t, m) && inAnswer(t, m, here);
        }
    },

    /** accept() takes the connections in the order in which they were established. */
    QUEUE("another connection had waited longer to be accepted") {
        @Override
        boolean arises(Observed t, Moment m) {
            return m.conn() >= 0 && accepts(m) && t.first(other -> waitsLonger(t, other, m)) != null;
        }
    },

    /** RFC 9293 has it ignored; lwIP takes it, since more room does no harm. */
    WINDOW("an older segment came with a larger window") {
        @Override
        boolean arises(Observed t, Moment m) {
            Segment s = m.arrived();
            Knowledge k = m.before();
            return s != null && s.hasAck() && k.isOlderWindow(s) && s.window() << k.sndShift > k.sndWnd;
        }
    },

    /** Segments of the old connection and of the new one cannot always be told apart. */
    AGAIN("there was a connection with the same addresses and ports before") {
        @Override
        boolean arises(Observed t, Moment m) {
            boolean opens = m.isCall(Call.Connect.class)
                    || m.arrived() != null && Observed.segment(m).syn();
            return m.after().previous != null || opens && m.before().opened && m.before().state == State.CLOSED;
        }
    };

    private static final Set<String> KNOBS = Set.of(
            "tcp_orphan_retries",
            "tcp_retries2",
            "tcp_fin_timeout",
            "tcp_max_orphans",
            "tcp_max_tw_buckets",
            "tcp_abort_on_overflow",
            "somaxconn",
            "tcp_rfc1337");

    private static final Set<Errno> ENDS = EnumSet.of(
            Errno.ECONNABORTED,
            Errno.ECONNREFUSED,
            Errno.ECONNRESET,
            Errno.EHOSTUNREACH,
            Errno.ENETUNREACH,
            Errno.ETIMEDOUT);

    private static final Set<IcmpError> UNREACHABLE = EnumSet.of(IcmpError.NET_UNREACHABLE, IcmpError.HOST_UNREACHABLE);

    private final String why;

    Doubt(String why) {
        this.why = why;
    }

    /** Why nothing can be said, in words that follow "nothing can be said: ". */
    public String why() {
        return why;
    }

    /** Tells whether the doubt arises at this moment, for its connection or for all. */
    abstract boolean arises(Observed t, Moment m);

    /** Tells whether this moment, later on the same connection, gives what happened here another reason. */
    boolean ensues(Observed t, Moment m, Moment here) {
        return false;
    }

    /** Tells whether what happened here no longer matters at a later moment. */
    boolean settled(Observed t, Moment m, Moment here) {
        return false;
    }

    /** Tells whether it has arisen on this connection before the moment. */
    boolean before(Observed t, Moment here) {
        return t.first(m -> m.index() < here.index() && m.conn() == here.conn() && arises(t, m)) != null;
    }

    /**
     * Returns the first doubt that there is at this event; null when there is none.
     *
     * @param except those that do not count
     * @param later whether those count as well that come up later on the same connection
     */
    static @Nullable Doubt at(Observed t, int event, Set<Doubt> except, boolean later) {
        Moment here = t.moments().get(event);
        for (Doubt doubt : values()) {
            if (!except.contains(doubt) && t.first(m -> doubt.shows(t, m, here, later)) != null) {
                return doubt;
            }
        }
        return null;
    }

    private boolean shows(Observed t, Moment m, Moment here, boolean later) {
        if (m.index() <= here.index()) {
            return concerns(m, here) && arises(t, m) && !settled(t, m, here);
        }
        boolean same = m.conn() == here.conn() || m.conn() < 0;
        return same && (ensues(t, m, here) || later && this != OLD && m.stimulus() && arises(t, m));
    }

    private static boolean accepts(Moment m) {
        return m.event() instanceof Event.Returned e
                && e.call() instanceof Call.Accept
                && e.result() instanceof Result.Ok;
    }

    private static boolean established(Moment m) {
        return m.before().state == State.SYN_RECEIVED && m.after().state.synchronised();
    }

    /** Tells whether a connection was established there, before that which is accepted, and is still to be accepted. */
    private static boolean waitsLonger(Observed t, Moment there, Moment accepted) {
        return established(there)
                && there.conn() != accepted.conn()
                && there.index() < accepted.index()
                && t.firstAfter(
                                there,
                                m -> m.conn() == accepted.conn() && established(m) && m.index() < accepted.index())
                        != null
                && t.firstAfter(there, m -> m.conn() == there.conn() && accepts(m) && m.index() < accepted.index())
                        == null;
    }

    /** Tells whether nothing else happened on the connection between the two. */
    private static boolean inAnswer(Observed t, Moment m, Moment here) {
        return t.firstAfter(here, other -> other.conn() == here.conn() && other.index() < m.index() && other.stimulus())
                == null;
    }

    /** What the stack does here is what is judged; what came before, and what it reacts to, may give it another reason. */
    private static boolean concerns(Moment m, Moment here) {
        boolean before = m.index() < here.index() || m.index() == here.index() && m.stimulus();
        return before && (m.conn() == here.conn() || m.conn() < 0 || here.conn() < 0);
    }
}
