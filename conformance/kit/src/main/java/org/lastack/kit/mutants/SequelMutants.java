package org.lastack.kit.mutants;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.host.Tuple;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Machine;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that are wrong when something comes again, or goes on: the same ports, a FIN, a CLOSE, a wait, a window that is shut. */
final class SequelMutants {

    static final List<Mutant> ALL = Stream.of(
                    samePorts(), waits(), synFin(), secondCloses(), fullQueue(), shutWindows(), answers())
            .flatMap(List::stream)
            .flatMap(List::stream)
            .toList();

    private SequelMutants() {}

    /** The same bug in both presets: each has the behaviour that it spoils. */
    private static List<Mutant> both(String id, String bug, String rule, String complaint, Machine.Maker machines) {
        return List.of(
                Mutant.of(id, bug, rule, complaint, machines),
                Mutant.of(id + "-linux", bug, rule, complaint, Settings.linux(), machines));
    }

    private static List<Mutant> bothHosts(
            String id, String bug, String rule, String complaint, ReferenceStack.Maker hosts) {
        return List.of(
                Mutant.ofHost(id, bug, rule, complaint, Settings.rfc9293(), hosts),
                Mutant.ofHost(id + "-linux", bug, rule, complaint, Settings.linux(), hosts));
    }

    // The same ports again

    private static List<List<Mutant>> samePorts() {
        return List.of(
                reopened(
                        "reopened-keeps-2msl",
                        "The 2MSL of the old connection end the new one.",
                        "TW-SYN-NEW",
                        "an ACK within half a second; got RST",
                        (tcb, left) -> tcb.timers.timeWait = left.timers.timeWait),
                reopened(
                        "reopened-keeps-sequence",
                        "The numbers of the old connection decide what the new one takes.",
                        "TW-SYN-NEW",
                        "an ACK of everything within half a second; got",
                        (tcb, left) -> tcb.rcv.nxt = left.rcv.nxt),
                reopened(
                        "reopened-keeps-fin-sent",
                        "The new connection takes its FIN for sent, since the old one had sent one.",
                        "TW-SYN-NEW",
                        "what is written, as on any other connection; got silence",
                        (tcb, left) -> tcb.snd.finSent = left.snd.finSent),
                reopened(
                        "same-ports-keep-end-of-stream",
                        "A connection with the ports of one that LAST-ACK has ended still has its FIN.",
                        "NC-LA",
                        "an ACK of everything within half a second; got",
                        (tcb, left) -> tcb.rcv.finReceived = left.rcv.finReceived),
                reopened(
                        "same-ports-keep-fin-sent",
                        "A connection with the ports of one that LAST-ACK has ended takes its FIN for sent.",
                        "NC-LA",
                        "what is written, as on any other connection; got silence",
                        (tcb, left) -> tcb.snd.finSent = left.snd.finSent));
    }

    private static List<Mutant> reopened(
            String id, String bug, String rule, String complaint, BiConsumer<Tcb, Tcb> keeps) {
        return bothHosts(id, bug, rule, complaint, (settings, addresses) -> {
            Map<Integer, Tcb> ports = new HashMap<>();
            return new Host(settings, (s, tcb) -> new SamePorts(s, tcb, ports, keeps), addresses);
        });
    }

    // What waits for too long, or not long enough

    private static List<List<Mutant>> waits() {
        return List.of(
                bothHosts(
                        "third-time-wait-ends-the-first",
                        "There is room for three connections in TIME-WAIT: one more ends the oldest.",
                        "TW-2MSL",
                        "an empty ACK, since 2MSL have not passed since the latest FIN; got RST",
                        ThreeTimeWaits::new),
                bothHosts(
                        "new-connection-ends-time-wait",
                        "A new connection takes the place of the oldest TIME-WAIT, whose ports are others.",
                        "TW-2MSL",
                        "an empty ACK, since 2MSL have not passed since the latest FIN; got RST",
                        SynEndsTimeWait::new),
                List.of(Mutant.of(
                        "fin-wait-2-timer-outlives-fin",
                        "The timer of an orphan in FIN-WAIT-2 goes on in TIME-WAIT.",
                        "TW-2MSL",
                        "an empty ACK, since 2MSL have not passed since the latest FIN; got RST",
                        Settings.linux(),
                        FinWait2TimerOutlives::new)),
                List.of(Mutant.of(
                        "user-timeout-outlives-handshake",
                        "The user timeout that began with the SYN is not stopped by its ACK.",
                        "HC-FW2-HOLD",
                        "an ACK within half a second; got RST",
                        UserTimeoutOutlives::new)));
    }

    // SYN and FIN in one segment; Linux drops it

    private static List<List<Mutant>> synFin() {
        return List.of(List.of(
                Mutant.of(
                        "fin-of-syn-counted-untold",
                        "RCV.NXT counts the FIN of a SYN, and the application never hears of it.",
                        "FO-NOSTATE",
                        "the end of the stream, since the FIN arrived in order",
                        FinOfSynUntold::new),
                Mutant.of(
                        "fin-of-syn-told-uncounted",
                        "The FIN of a SYN ends the stream, and RCV.NXT does not count it.",
                        "FO-NOSTATE",
                        "an ACK of everything within half a second; got ACK",
                        FinOfSynUncounted::new),
                Mutant.of(
                        "fin-of-syn-counted-twice",
                        "The FIN of a SYN is counted once more when it comes again.",
                        "FO-NOSTATE",
                        "an ACK of the FIN that came with the SYN, and of no more",
                        FinOfSynTwice::new)));
    }

    // CLOSE again

    private static List<List<Mutant>> secondCloses() {
        return List.of(
                List.of(Mutant.of(
                        "second-close-in-close-wait",
                        "A second CLOSE in CLOSE-WAIT, while the FIN waits for a window, makes it two FINs.",
                        "AP-SHUTDOWN",
                        "one FIN, and that again with the number it had; got",
                        TwoFinsFromCloseWait::new)),
                both(
                        "second-close-in-last-ack",
                        "A second CLOSE in LAST-ACK sends a second FIN.",
                        "AP-SHUTDOWN",
                        "one FIN, and that again with the number it had; got FIN,ACK",
                        (s, tcb) -> new AnotherFin(s, tcb, State.LAST_ACK)),
                both(
                        "close-in-time-wait",
                        "CLOSE in TIME-WAIT, after a half-close, sends a second FIN.",
                        "TW-QUIETSTATE",
                        "silence: nothing arrived that asks for an answer; got FIN,ACK",
                        (s, tcb) -> new AnotherFin(s, tcb, State.TIME_WAIT)));
    }

    // A FIN while the accept queue is full

    private static List<List<Mutant>> fullQueue() {
        return List.of(
                bothHosts(
                        "fin-at-full-queue-ends-handshake",
                        "A FIN that finds the accept queue full ends the handshake.",
                        "OR-LISTENER",
                        "an ACK of the FIN, since there is room for the connection now; got RST",
                        (s, a) -> new FinAtFullQueue(s, a, true)),
                bothHosts(
                        "fin-at-full-queue-stays-refused",
                        "A connection whose FIN found the accept queue full is refused in silence when there is room.",
                        "OR-LISTENER",
                        "an ACK of the FIN, since there is room for the connection now; got silence",
                        (s, a) -> new FinAtFullQueue(s, a, false)));
    }

    // Windows that are shut

    private static List<List<Mutant>> shutWindows() {
        String leave = "nobody will read it, and behind a window of 0 neither end can ever leave; got ACK";
        return List.of(
                both(
                        "handshake-window-of-syn",
                        "The window of the ACK that ends the handshake is not looked at: that of the SYN holds.",
                        "ZW-PROBE",
                        "no text, since the window is 0 and no probe is due yet; got",
                        HandshakeWindowOfSyn::new),
                bothHosts(
                        "status-waits-for-the-fin",
                        "STATUS says ESTABLISHED until the FIN has left, though the application has closed.",
                        "AP-STATUS",
                        "FIN-WAIT-1; got ok ESTABLISHED",
                        StatusWaitsForFin::new),
                both(
                        "cork-holds-the-fin-for-ever",
                        "After a CLOSE under TCP_CORK the text goes out, and never the FIN.",
                        "NC-FIN-LAST",
                        "octets and the FIN; got only",
                        CorkHoldsFin::new),
                both(
                        "cork-holds-the-only-fin",
                        "TCP_CORK holds the FIN of a CLOSE back for ever, though there is nothing else to send.",
                        "NC-FIN",
                        "one FIN,ACK with SEQ=SND.NXT and ACK=RCV.NXT, without text; got silence",
                        CorkHoldsOnlyFin::new),
                both(
                        "late-text-shuts-the-window",
                        "Text after a CLOSE of both directions is answered by ACKs of window 0, again and again.",
                        "HC-FD-LATE",
                        leave,
                        LateTextShuts::new),
                both(
                        "close-shuts-the-window",
                        "A CLOSE of both directions shuts the window, and probes of it are acknowledged for ever.",
                        "ZW-DEADLOCK",
                        leave,
                        CloseShuts::new));
    }

    // Answers

    private static List<List<Mutant>> answers() {
        return List.of(
                both(
                        "abort-rst-acks-zero",
                        "The RST of an ABORT has the ACK bit, and acknowledges 0.",
                        "AB-RST",
                        "a RST that acknowledges RCV.NXT, or nothing; got RST,ACK",
                        AbortAcksZero::new),
                both(
                        "old-syn-refused",
                        "An old SYN in TIME-WAIT draws a RST.",
                        "TW-SYN-OLD",
                        "a challenge ACK (RFC 9293, RFC 5961) or silence (RFC 6191); got RST",
                        OldSynRefused::new));
    }

    /** Finds what the former connection with the same ports has left. */
    private static final class SamePorts extends Machine {
        private final Map<Integer, Tcb> ports;
        private final BiConsumer<Tcb, Tcb> keeps;

        SamePorts(Settings settings, Tcb tcb, Map<Integer, Tcb> ports, BiConsumer<Tcb, Tcb> keeps) {
            super(settings, tcb);
            this.ports = ports;
            this.keeps = keeps;
        }

        @Override
        protected void establish() {
            super.establish();
            Tcb left = ports.get(tcb.remotePort);
            if (left != null) {
                keeps.accept(tcb, left);
            }
        }

        @Override
        protected void enterTimeWait() {
            super.enterTimeWait();
            ports.put(tcb.remotePort, snapshot());
        }

        @Override
        protected void end() {
            ports.put(tcb.remotePort, snapshot());
            super.end();
        }
    }

    /** Forgets the oldest TIME-WAIT when it needs, or believes to need, its place. */
    private abstract static class Forgetful extends Host {
        Forgetful(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        final void forgetOldest(long instant, Output output) {
            Entry oldest = connections().stream()
                    .filter(e -> e.state() == State.TIME_WAIT)
                    .findFirst()
                    .orElse(null);
            Tcb tcb = oldest == null ? null : snapshot(oldest.tuple());
            if (oldest != null && tcb != null) {
                Segment rst = Segment.of(tcb.remotePort, tcb.localPort, tcb.rcv.nxt, 0, Flags.RST, 0);
                super.arrive(
                        instant,
                        new Packet(oldest.tuple().remote(), oldest.tuple().local(), rst),
                        output);
            }
        }
    }

    private static final class ThreeTimeWaits extends Forgetful {
        ThreeTimeWaits(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            super.arrive(instant, packet, output);
            if (timeWaits() > 3) {
                forgetOldest(instant, output);
            }
        }
    }

    private static final class SynEndsTimeWait extends Forgetful {
        SynEndsTimeWait(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            int before = connections().size();
            super.arrive(instant, packet, output);
            if (connections().size() > before) {
                forgetOldest(instant, output);
            }
        }
    }

    private static final class FinWait2TimerOutlives extends Machine {
        FinWait2TimerOutlives(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterTimeWait() {
            long kept = timers.finWait2;
            super.enterTimeWait();
            timers.finWait2 = kept;
        }
    }

    private static final class UserTimeoutOutlives extends Machine {
        private long began = Time.NEVER;

        UserTimeoutOutlives(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void acknowledged(Segment seg) {
            began = snd.synAcked ? began : timers.user;
            super.acknowledged(seg);
            timers.user = Math.min(timers.user, began);
        }
    }

    private static final class FinOfSynUntold extends Machine {
        FinOfSynUntold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            if (in(State.SYN_RECEIVED) && seg.fin()) {
                rcv.nxt++;
            } else {
                super.hold(seg);
            }
        }
    }

    private static final class FinOfSynUncounted extends Machine {
        private boolean ended;

        FinOfSynUncounted(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            ended |= in(State.SYN_RECEIVED) && seg.fin();
            if (!ended) {
                super.hold(seg);
            }
        }

        @Override
        protected void establish() {
            super.establish();
            if (ended) {
                rcv.finReceived = true;
                become(State.CLOSE_WAIT);
            }
        }
    }

    private static final class FinOfSynTwice extends Machine {
        private boolean early;

        FinOfSynTwice(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void hold(Segment seg) {
            early |= in(State.SYN_RECEIVED) && seg.fin();
            super.hold(seg);
        }

        @Override
        protected boolean firstCheckSequenceNumber(Segment seg) {
            if (early && seg.fin() && rcv.finReceived) {
                early = false;
                rcv.nxt++;
            }
            return super.firstCheckSequenceNumber(seg);
        }
    }

    private static final class TwoFinsFromCloseWait extends Machine {
        private int closes;

        TwoFinsFromCloseWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply close(long instant, org.lastack.machine.Output out) {
            closes += in(State.CLOSE_WAIT) ? 1 : 0;
            return super.close(instant, out);
        }

        @Override
        protected void finLeft() {
            super.finLeft();
            if (closes > 1) {
                closes = 0;
                send(Flags.FIN | Flags.ACK, snd.nxt, Bytes.EMPTY);
            }
        }
    }

    private static final class AnotherFin extends Machine {
        private final State state;

        AnotherFin(Settings settings, Tcb tcb, State state) {
            super(settings, tcb);
            this.state = state;
        }

        @Override
        public Reply close(long instant, org.lastack.machine.Output out) {
            boolean again = snd.finSent && in(state);
            Reply reply = super.close(instant, out);
            if (again) {
                send(Flags.FIN | Flags.ACK, snd.nxt, Bytes.EMPTY);
            }
            return reply;
        }
    }

    private static final class FinAtFullQueue extends Host {
        private final boolean ends;
        private final Set<Tuple> refused = new HashSet<>();

        FinAtFullQueue(Settings settings, IpAddress[] addresses, boolean ends) {
            super(settings, addresses);
            this.ends = ends;
        }

        @Override
        public void arrive(long instant, Packet packet, Output output) {
            Segment seg = packet.segment();
            Tuple tuple = new Tuple(packet.dst(), seg.dstPort(), packet.src(), seg.srcPort());
            if (refused.contains(tuple)) {
                return;
            }
            super.arrive(instant, packet, output);
            Tcb tcb = snapshot(tuple);
            if (seg.fin() && !seg.syn() && tcb != null && tcb.state == State.SYN_RECEIVED) {
                if (ends) {
                    Segment rst = Segment.of(tcb.remotePort, tcb.localPort, tcb.rcv.nxt, 0, Flags.RST, 0);
                    super.arrive(instant, new Packet(packet.src(), packet.dst(), rst), output);
                } else {
                    refused.add(tuple);
                }
            }
        }
    }

    private static final class HandshakeWindowOfSyn extends Machine {
        private int ofSyn;
        private boolean opening;

        HandshakeWindowOfSyn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void takeSyn(Segment seg) {
            super.takeSyn(seg);
            ofSyn = snd.wnd;
        }

        @Override
        protected void establish() {
            super.establish();
            opening = tcb.passive;
        }

        @Override
        protected void updateWindow(Segment seg) {
            if (opening) {
                opening = false;
                snd.wnd = ofSyn;
            } else {
                super.updateWindow(seg);
            }
        }
    }

    private static final class StatusWaitsForFin extends Host {
        StatusWaitsForFin(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            Tcb tcb = connections().stream()
                    .filter(e -> e.socket() == socket)
                    .map(e -> snapshot(e.tuple()))
                    .findFirst()
                    .orElse(null);
            boolean early = result instanceof Result.InState in && in.state() == State.FIN_WAIT_1;
            return early && tcb != null && !tcb.snd.finSent ? new Result.InState(State.ESTABLISHED) : result;
        }
    }

    private static final class CorkHoldsFin extends Machine {
        CorkHoldsFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return super.finRides(last, roomLeft) && !snd.cork;
        }
    }

    private static final class CorkHoldsOnlyFin extends Machine {
        CorkHoldsOnlyFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean finRides(boolean last, int roomLeft) {
            return super.finRides(last, roomLeft) && !(snd.cork && unsent() == 0);
        }
    }

    /** Text that nobody will read draws an ACK of what was there before, and no room for more. */
    private static class LateTextShuts extends Machine {
        boolean shut;

        LateTextShuts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void refuseText(Segment seg) {
            shut = true;
            rcv.wnd = 0;
            ackNow();
        }

        @Override
        protected void openWindow() {
            if (!shut) {
                super.openWindow();
            }
        }
    }

    private static final class CloseShuts extends LateTextShuts {
        CloseShuts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public void closeBoth(long instant, org.lastack.machine.Output out) {
            if (in(State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2)) {
                shut = true;
                rcv.wnd = 0;
            }
            super.closeBoth(instant, out);
        }
    }

    private static final class AbortAcksZero extends Machine {
        AbortAcksZero(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetAbort() {
            sendReset(abortSequence(), 0, Flags.RST | Flags.ACK, timestamps());
        }
    }

    private static final class OldSynRefused extends Machine {
        OldSynRefused(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (in(State.TIME_WAIT) && seg.syn()) {
                resetReply(seg);
            } else {
                super.answerInvalid(seg);
            }
        }
    }
}
