package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.host.Host;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get TIME-WAIT wrong: group F. */
final class TimeWaitMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of("tw-one-msl", "TIME-WAIT lasts one MSL.", "TW-2MSL", "2MSL have not passed", OneMsl::new),
            Mutant.of(
                    "closing-no-tw-timer",
                    "CLOSING goes to TIME-WAIT without a timer, which then lasts for ever (mirage-tcpip 489).",
                    "TW-2MSL",
                    "since 2MSL have passed",
                    ClosingWithoutTimer::new),
            Mutant.of(
                    "tw-no-restart",
                    "A retransmitted FIN is acknowledged and does not restart 2MSL.",
                    "TW-RESTART",
                    "2MSL have not passed since the latest FIN; got RST",
                    NoRestart::new),
            Mutant.of(
                    "tw-silent-to-fin",
                    "TIME-WAIT does not acknowledge a retransmitted FIN (zephyr 46407).",
                    "TW-RESTART",
                    "an empty ACK, since 2MSL have not passed since the latest FIN; got silence",
                    SilentToFin::new),
            Mutant.of(
                    "tw-keepalive",
                    "The keep-alive timer survives into TIME-WAIT.",
                    "TW-QUIETSTATE",
                    "silence: nothing arrived that asks for an answer; got ACK",
                    KeepaliveSurvives::new),
            Mutant.of(
                    "tw-rst-to-junk",
                    "TIME-WAIT answers what is not acceptable with a RST.",
                    "TW-JUNK",
                    "got RST",
                    RstToJunk::new),
            Mutant.of(
                    "tw-any-rst",
                    "Any RST for the 4-tuple ends TIME-WAIT.",
                    "TW-RST",
                    "only an exact RST ends TIME-WAIT",
                    AnyRst::new),
            Mutant.of(
                    "tw-1337-off",
                    "The protection of RFC 1337 does nothing.",
                    "TW-RST-1337",
                    "the RST was to be ignored",
                    Unprotected::new),
            Mutant.of(
                    "tw-1337-restarts",
                    "The RST that RFC 1337 ignores restarts 2MSL.",
                    "TW-RST-1337",
                    "the ignored RST restarts nothing",
                    RstRestarts::new),
            Mutant.ofHost(
                    "tw-isn-below",
                    "A reopened connection gets a number that the old one has used.",
                    "TW-SYN-NEW",
                    "above the old SND.NXT",
                    Settings.rfc9293(),
                    NumberBelow::new),
            Mutant.of(
                    "tw-old-syn-opens",
                    "Any SYN reopens a connection in TIME-WAIT.",
                    "TW-SYN-OLD",
                    "got SYN,ACK",
                    AnySynReopens::new),
            Mutant.of(
                    "tw-no-way-back",
                    "TIME-WAIT is forgotten when the SYN that was accepted turns out to be old.",
                    "TW-SYN-BACK",
                    "the old connection's TIME-WAIT; got RST",
                    Settings.rfc9293().with(Knob.REOPEN_FALLS_BACK, 0),
                    Machine::new),
            Mutant.ofHost(
                    "tw-second-tcb",
                    "An active OPEN takes over a connection that is still closing.",
                    "TW-BUSY",
                    "the connection exists already; got SYN",
                    Settings.rfc9293(),
                    TakesOver::new));

    private TimeWaitMutants() {}

    private static final class OneMsl extends Machine {
        OneMsl(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeWaitLength() {
            return super.timeWaitLength() / 2;
        }
    }

    private static final class ClosingWithoutTimer extends Machine {
        ClosingWithoutTimer(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startTimeWaitTimer() {
            if (state() != State.CLOSING) {
                super.startTimeWaitTimer();
            }
        }
    }

    private static final class NoRestart extends Machine {
        NoRestart(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finAgainInTimeWait() {
            sendAck();
        }
    }

    private static final class SilentToFin extends Machine {
        SilentToFin(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finAgainInTimeWait() {
            startTimeWaitTimer();
        }
    }

    private static final class KeepaliveSurvives extends Machine {
        KeepaliveSurvives(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterTimeWait() {
            super.enterTimeWait();
            timers.keepalive = tcb.options.keepalive ? now + Time.SECOND : Time.NEVER;
        }

        @Override
        protected boolean keepaliveApplies() {
            return true;
        }
    }

    private static final class RstToJunk extends Machine {
        RstToJunk(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (state() == State.TIME_WAIT) {
                resetReply(seg);
            } else {
                super.answerInvalid(seg);
            }
        }
    }

    private static final class AnyRst extends Machine {
        AnyRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            if (seg.rst() && state() == State.TIME_WAIT) {
                end();
                return false;
            }
            return super.secondCheckRst(seg);
        }
    }

    private static final class Unprotected extends Machine {
        Unprotected(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void rstInTimeWait() {
            end();
        }
    }

    private static final class RstRestarts extends Machine {
        RstRestarts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void rstInTimeWait() {
            startTimeWaitTimer();
        }
    }

    private static final class NumberBelow extends Host {
        NumberBelow(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected int isnAbove(int oldSndNxt) {
            return oldSndNxt - 1000;
        }
    }

    private static final class AnySynReopens extends Machine {
        AnySynReopens(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean reopens(Segment seg) {
            return state() == State.TIME_WAIT && seg.syn();
        }
    }

    private static final class TakesOver extends Host {
        TakesOver(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean mayReuse(State state, boolean timestamps, long age, boolean bound, boolean loopback) {
            return true;
        }
    }
}
