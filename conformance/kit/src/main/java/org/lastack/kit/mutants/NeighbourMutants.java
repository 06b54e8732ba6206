package org.lastack.kit.mutants;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.host.Tuple;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that are right as long as there is one connection, and wrong beside another one, or after it. */
final class NeighbourMutants {

    static final List<Mutant> ALL = Stream.of(places(), reused(), afterlife(), beside(), listeners())
            .flatMap(List::stream)
            .flatMap(List::stream)
            .toList();

    private NeighbourMutants() {}

    /** The same bug in both presets: each has the behaviour that it spoils. */
    private static List<Mutant> both(String id, String bug, String rule, String complaint, ReferenceStack.Maker hosts) {
        return List.of(
                Mutant.ofHost(id, bug, rule, complaint, Settings.rfc9293(), hosts),
                Mutant.ofHost(id + "-linux", bug, rule, complaint, Settings.linux(), hosts));
    }

    private static ReferenceStack.Maker machines(Machine.Maker machines) {
        return (settings, addresses) -> new Host(settings, machines, addresses);
    }

    // Places that are never given back

    private static List<List<Mutant>> places() {
        return List.of(
                both(
                        "backlog-keeps-what-was-reset",
                        "A handshake that is reset keeps its place in the backlog.",
                        "RG-LISTEN",
                        "there is room, since the 8 before it have ended; got silence",
                        BacklogKeepsReset::new),
                both(
                        "queue-keeps-what-was-reset",
                        "A connection that is reset before it was accepted keeps its place in the queue.",
                        "RG-LISTEN",
                        "there is room, since the 8 before it have ended; got silence",
                        QueueKeepsReset::new),
                both(
                        "slots-keep-what-was-closed",
                        "A connection that LAST-ACK has ended keeps its slot.",
                        "RG-LISTEN",
                        "there is room, since the 8 before it have ended; got silence",
                        SlotsKeepClosed::new),
                both(
                        "slots-keep-what-was-reset",
                        "A connection that was reset keeps its slot though the application has closed it.",
                        "RG-LISTEN",
                        "there is room, since the 8 before it have ended; got silence",
                        SlotsKeepReset::new),
                both(
                        "time-waits-keep-their-place",
                        "A TIME-WAIT that is over keeps its place in the table.",
                        "RG-LISTEN",
                        "there is room, since the 8 before it have ended; got silence",
                        TimeWaitsKeepPlace::new),
                both(
                        "time-waits-fill-the-table",
                        "Eight connections in TIME-WAIT fill the table, and no SYN is answered.",
                        "RG-LISTEN",
                        "there is room, though 8 of the",
                        TimeWaitsFillTable::new));
    }

    // What one connection leaves to the next

    private static List<List<Mutant>> reused() {
        return List.of(
                reusing(
                        "tcb-keeps-end-of-stream",
                        "A TCB that is used again still has the FIN of the former connection.",
                        "NC-FW2-TW",
                        "an empty ACK that covers the FIN, within 500 ms; got ACK",
                        (tcb, left) -> tcb.rcv.finReceived = left.rcv.finReceived),
                reusing(
                        "tcb-keeps-fin-sent",
                        "A TCB that is used again takes its FIN for sent.",
                        "NC-FIN",
                        "one FIN",
                        (tcb, left) -> tcb.snd.finSent = left.snd.finSent),
                reusing(
                        "tcb-keeps-close",
                        "A TCB that is used again takes the application for gone.",
                        "NC-FIN",
                        "no FIN, since the application has not closed; got FIN,ACK",
                        (tcb, left) -> tcb.snd.finQueued = left.snd.finQueued),
                reusing(
                        "tcb-keeps-backoff",
                        "A TCB that is used again still backs off as the former connection did.",
                        "FR-REXMIT",
                        "the FIN again with its number, an RTO after it was sent; got",
                        (tcb, left) -> tcb.rto.backoff = left.rto.backoff),
                reusing(
                        "tcb-keeps-window-update",
                        "A TCB that is used again compares window updates with those of the former connection.",
                        "ZW-SHRINK",
                        "nothing new beyond the window that has shrunk; got",
                        (tcb, left) -> tcb.snd.wl1 = left.snd.wl1),
                reusing(
                        "tcb-keeps-keepalive",
                        "A TCB that is used again keeps the keep-alive option.",
                        "OR-KEEPALIVE",
                        "no keep-alive probe, since the application asked for none",
                        (tcb, left) -> {
                            tcb.options.keepalive = left.options.keepalive;
                            tcb.options.keepIdle = left.options.keepIdle;
                            tcb.timers.keepalive = tcb.heardAt + left.options.keepIdle;
                        }),
                reusing(
                        "tcb-keeps-user-timeout",
                        "A TCB that is used again keeps the user timeout.",
                        "FR-R2",
                        "since the FIN is not given up before its third copy; got a RST",
                        (tcb, left) -> tcb.options.userTimeout = left.options.userTimeout),
                both(
                        "slot-keeps-linger",
                        "A slot that is used again keeps SO_LINGER.",
                        "AB-LINGER-OFF",
                        "close() returns at once; got it waits",
                        SlotKeepsLinger::new));
    }

    private static List<Mutant> reusing(
            String id, String bug, String rule, String complaint, BiConsumer<Tcb, Tcb> keeps) {
        return both(id, bug, rule, complaint, (settings, addresses) -> {
            Place place = new Place();
            return new Host(settings, (s, tcb) -> new Reused(s, tcb, place, keeps), addresses);
        });
    }

    // What acts when its connection is gone

    private static List<List<Mutant>> afterlife() {
        return List.of(
                outliving(
                        "retransmission-outlives-rst",
                        "The retransmission timer of a connection that was reset goes on.",
                        "got FIN,ACK",
                        timers -> timers.retransmit),
                outliving(
                        "persist-outlives-rst",
                        "A zero window is still probed when the connection was reset.",
                        "silence: the RST was valid, and nothing answers one",
                        timers -> timers.persist),
                outliving(
                        "delayed-ack-outlives-rst",
                        "A delayed ACK is sent though the connection was reset.",
                        "silence: the RST was valid, and nothing answers one",
                        timers -> timers.delayedAck),
                outliving(
                        "keepalive-outlives-rst",
                        "Keep-alive probes go on when the connection was reset.",
                        "silence: the RST was valid, and nothing answers one",
                        timers -> timers.keepalive),
                List.of(Mutant.ofHost(
                        "user-timeout-outlives-rst",
                        "The user timeout of a connection that was reset goes on, and the application hears of that.",
                        "AP-RESET",
                        "ECONNRESET, since nobody was told yet; got err ETIMEDOUT",
                        Settings.rfc9293(),
                        (settings, addresses) -> new Haunted(settings, UserTimeoutOutlivesRst::new, addresses))));
    }

    private static List<Mutant> outliving(String id, String bug, String complaint, ToLongFunction<Tcb.Timers> timer) {
        return both(
                id,
                bug,
                "RA-EXACT",
                complaint,
                (settings, addresses) -> new Haunted(settings, (s, tcb) -> new Ghost(s, tcb, timer), addresses));
    }

    // What counts for another connection

    private static List<List<Mutant>> beside() {
        return List.of(
                both(
                        "rst-ends-all-of-the-peer",
                        "A RST ends all connections with the host that it comes from.",
                        "RA-EXACT",
                        "an empty ACK with the numbers as they were: the RST was for another connection",
                        RstEndsAll::new),
                both(
                        "fin-counts-for-all",
                        "A FIN counts for all connections with the host that it comes from.",
                        "NC-CW",
                        "an empty ACK with the numbers as they were: the FIN was for another connection",
                        FinCountsForAll::new),
                both(
                        "ack-of-fin-counts-for-all",
                        "The ACK of one FIN stops the retransmission of all.",
                        "FR-REXMIT",
                        "the FIN again with its number, an RTO after it was sent; got silence",
                        AckOfFinCountsForAll::new),
                both(
                        "stray-rst-hits-the-latest",
                        "A RST for no connection counts for the one that was used last.",
                        "RG-NORST",
                        "an empty ACK with the numbers as they were: the RST was for no connection",
                        StrayRstHitsLatest::new),
                both(
                        "syn-ends-all-of-the-peer",
                        "A SYN for a new connection is taken for the sign of a restart: the others of that host end.",
                        "RG-LISTEN",
                        "an empty ACK with the numbers as they were: the SYN was for another connection",
                        SynEndsAll::new));
    }

    // What goes with its listener

    private static List<List<Mutant>> listeners() {
        String stands = "an empty ACK with the numbers as they were: the application has accepted it; got RST";
        return List.of(
                both(
                        "listener-takes-the-open",
                        "Connections that were accepted end with their listener.",
                        "OR-LISTENER",
                        stands,
                        (s, a) -> new TakesAlong(s, a, State.ESTABLISHED, State.CLOSE_WAIT)),
                both(
                        "listener-takes-the-closing",
                        "Connections whose FIN is out end with their listener.",
                        "OR-LISTENER",
                        stands,
                        (s, a) -> new TakesAlong(
                                s, a, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSING, State.LAST_ACK)),
                both(
                        "listener-takes-time-wait",
                        "A TIME-WAIT ends with the listener.",
                        "OR-LISTENER",
                        stands,
                        (s, a) -> new TakesAlong(s, a, State.TIME_WAIT)),
                both(
                        "listener-leaves-handshakes",
                        "A handshake goes on when its listener is closed, and nobody can accept the connection.",
                        "OR-LISTENER",
                        "a RST, since nobody can accept the connection any more",
                        machines(LeavesHandshakes::new)));
    }

    /** Sees each segment before and after it has done what it does, and can make up segments. */
    private static class Meddling extends Host {
        Meddling(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Nullable
        final Entry entry(Tuple tuple) {
            return connections().stream()
                    .filter(e -> e.tuple().equals(tuple))
                    .findFirst()
                    .orElse(null);
        }

        static Tuple tuple(Packet packet) {
            Segment seg = packet.segment();
            return new Tuple(packet.dst(), seg.dstPort(), packet.src(), seg.srcPort());
        }

        /** The connection takes a segment that never came: exactly the next one of the peer's. */
        final void forge(long instant, Entry to, int flags, Output output) {
            Tcb tcb = snapshot(to.tuple());
            if (tcb != null) {
                Options options =
                        tcb.ts.on ? Options.NONE.withTimestamps(new Timestamps(tcb.ts.recent, 0)) : Options.NONE;
                Segment seg = Segment.of(tcb.remotePort, tcb.localPort, tcb.rcv.nxt, tcb.snd.nxt, flags, tcb.snd.wnd)
                        .withOptions(options);
                super.arrive(instant, new Packet(to.tuple().remote(), to.tuple().local(), seg), output);
            }
        }

        /** The same for all connections with the host that a segment came from, but for the one it came for. */
        final void forgeBeside(long instant, Packet packet, int flags, Output output) {
            for (Entry e : connections()) {
                boolean beside = !e.tuple().equals(tuple(packet)) && e.state().synchronised();
                if (beside && e.tuple().remote().equals(packet.src())) {
                    forge(instant, e, flags, output);
                }
            }
        }
    }

    /** Has few places for something, and does not give one back; when none is left a SYN is dropped. */
    private abstract static class Full extends Meddling {
        private static final int PLACES = 8;
        private int taken;

        Full(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        final void keep(int places) {
            taken += places;
        }

        int taken() {
            return taken;
        }

        /** What is lost when a segment has come for a connection that was in this state. */
        abstract boolean keeps(Entry before, Packet packet, boolean gone);

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Segment seg = packet.segment();
            if (seg.syn() && !seg.hasAck() && taken() >= PLACES) {
                return;
            }
            Entry before = entry(tuple(packet));
            super.arrive(instant, packet, output);
            boolean lost = before != null && keeps(before, packet, entry(tuple(packet)) == null);
            keep(lost ? 1 : 0);
        }
    }

    private static final class BacklogKeepsReset extends Full {
        BacklogKeepsReset(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            return gone && packet.segment().rst() && before.state() == State.SYN_RECEIVED;
        }
    }

    private static final class QueueKeepsReset extends Full {
        QueueKeepsReset(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            return gone && packet.segment().rst() && before.socket() < 0 && before.state() == State.ESTABLISHED;
        }
    }

    private static final class SlotsKeepClosed extends Full {
        SlotsKeepClosed(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            return gone && !packet.segment().rst() && before.state() == State.LAST_ACK;
        }
    }

    private static final class SlotsKeepReset extends Full {
        SlotsKeepReset(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            return gone && packet.segment().rst() && before.socket() >= 0;
        }
    }

    private static final class TimeWaitsKeepPlace extends Full {
        TimeWaitsKeepPlace(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            Entry after = entry(tuple(packet));
            return before.state() != State.TIME_WAIT && after != null && after.state() == State.TIME_WAIT;
        }
    }

    private static final class TimeWaitsFillTable extends Full {
        TimeWaitsFillTable(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        int taken() {
            return timeWaits();
        }

        @Override
        boolean keeps(Entry before, Packet packet, boolean gone) {
            return false;
        }
    }

    /** Where the former connection has left its variables. */
    private static final class Place {
        @Nullable
        Tcb left;
    }

    /** Finds in its TCB what the former connection has left there. */
    private static final class Reused extends Machine {
        private final Place place;
        private final BiConsumer<Tcb, Tcb> keeps;

        Reused(Settings settings, Tcb tcb, Place place, BiConsumer<Tcb, Tcb> keeps) {
            super(settings, tcb);
            this.place = place;
            this.keeps = keeps;
        }

        @Override
        protected void establish() {
            super.establish();
            if (place.left != null) {
                keeps.accept(tcb, place.left);
            }
        }

        @Override
        protected void end() {
            place.left = snapshot();
            super.end();
        }
    }

    private static final class SlotKeepsLinger extends Host {
        private Call.@Nullable SetOption left;

        SlotKeepsLinger(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            boolean opens = call instanceof Call.Accept || call instanceof Call.Connect;
            if (opens && left != null && !(result instanceof Result.Failed)) {
                super.call(instant, socket, left, output);
            }
            if (call instanceof Call.SetOption o && o.option() == org.lastack.host.SocketOption.LINGER) {
                left = o;
            }
            return result;
        }
    }

    /** Serves the timers of connections that are gone as well. */
    private static final class Haunted extends Host {
        Haunted(Settings settings, Machine.Maker machines, IpAddress... addresses) {
            super(settings, machines, addresses);
        }

        @Override
        protected long wakeOfTheDead(Machine machine) {
            return machine.nextWake();
        }
    }

    /** One of its timers is not stopped when a RST ends it. */
    private static final class Ghost extends Machine {
        private final ToLongFunction<Tcb.Timers> timer;

        Ghost(Settings settings, Tcb tcb, ToLongFunction<Tcb.Timers> timer) {
            super(settings, tcb);
            this.timer = timer;
        }

        @Override
        protected void exactRst(Segment seg) {
            Tcb before = snapshot();
            long kept = timer.applyAsLong(before.timers);
            super.exactRst(seg);
            if (in(State.CLOSED)) {
                timers.retransmit = kept == before.timers.retransmit ? kept : Time.NEVER;
                timers.persist = kept == before.timers.persist ? kept : Time.NEVER;
                timers.delayedAck = kept == before.timers.delayedAck ? kept : Time.NEVER;
                timers.keepalive = kept == before.timers.keepalive ? kept : Time.NEVER;
            }
        }

        @Override
        protected boolean keepaliveApplies() {
            return super.keepaliveApplies() || in(State.CLOSED);
        }
    }

    private static final class UserTimeoutOutlivesRst extends Machine {
        UserTimeoutOutlivesRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void exactRst(Segment seg) {
            long kept = timers.user;
            super.exactRst(seg);
            timers.user = kept;
        }
    }

    private static final class RstEndsAll extends Meddling {
        RstEndsAll(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Entry before = entry(tuple(packet));
            super.arrive(instant, packet, output);
            boolean ended = before != null && before.state().synchronised() && entry(tuple(packet)) == null;
            if (ended && packet.segment().rst()) {
                forgeBeside(instant, packet, Flags.RST, output);
            }
        }
    }

    private static final class FinCountsForAll extends Meddling {
        FinCountsForAll(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Tcb before = snapshot(tuple(packet));
            super.arrive(instant, packet, output);
            Tcb after = snapshot(tuple(packet));
            if (before != null && after != null && !before.rcv.finReceived && after.rcv.finReceived) {
                forgeBeside(instant, packet, Flags.FIN | Flags.ACK, output);
            }
        }
    }

    private static final class AckOfFinCountsForAll extends Meddling {
        AckOfFinCountsForAll(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Entry before = entry(tuple(packet));
            super.arrive(instant, packet, output);
            Entry after = entry(tuple(packet));
            boolean acked = before != null && before.state() == State.FIN_WAIT_1;
            if (acked && after != null && after.state() == State.FIN_WAIT_2) {
                forgeBeside(instant, packet, Flags.ACK, output);
            }
        }
    }

    private static final class StrayRstHitsLatest extends Meddling {
        @Nullable
        private Tuple latest;

        StrayRstHitsLatest(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Entry hit = latest == null ? null : entry(latest);
            if (entry(tuple(packet)) == null && packet.segment().rst() && hit != null) {
                forge(instant, hit, Flags.RST, output);
                return;
            }
            super.arrive(instant, packet, output);
            latest = tuple(packet);
        }
    }

    private static final class SynEndsAll extends Meddling {
        SynEndsAll(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            boolean begins = packet.segment().syn() && entry(tuple(packet)) == null;
            super.arrive(instant, packet, output);
            if (begins && entry(tuple(packet)) != null) {
                forgeBeside(instant, packet, Flags.RST, output);
            }
        }
    }

    private static final class TakesAlong extends Meddling {
        private final List<State> states;

        TakesAlong(Settings settings, IpAddress[] addresses, State... states) {
            super(settings, addresses);
            this.states = List.of(states);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            boolean stops = call instanceof Call.Close && state(socket) == State.LISTEN;
            Result result = super.call(instant, socket, call, output);
            for (Entry e : connections()) {
                if (stops && states.contains(e.state())) {
                    forge(instant, e, Flags.RST, output);
                }
            }
            return result;
        }
    }

    private static final class LeavesHandshakes extends Machine {
        LeavesHandshakes(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void forget(long instant, org.lastack.machine.Output out) {
            if (!in(State.SYN_RECEIVED)) {
                super.forget(instant, out);
            }
        }
    }
}
