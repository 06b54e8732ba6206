package org.lastack.kit.mutants;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Host;
import org.lastack.machine.Fault;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get group M wrong: Timestamps, PAWS and reuse. */
final class TimestampMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "ts-tw-bare",
                    "The ACK from TIME-WAIT carries no timestamps.",
                    "TS-FIN",
                    "got none in ACK",
                    BareInTimeWait::new),
            Mutant.of(
                    "ts-tw-clock",
                    "TIME-WAIT has forgotten the connection's own timestamp offset.",
                    "TS-FIN",
                    "a clock that never goes back",
                    OtherClock::new),
            Mutant.of("ts-echo-zero", "The FIN echoes nothing.", "TS-FIN", "got TSecr 0", EchoesNothing::new),
            Mutant.of(
                    "ts-old-fin",
                    "PAWS looks at text only: an old FIN is accepted.",
                    "TS-PAWS",
                    "an empty ACK with the old numbers",
                    PawsForTextOnly::new),
            Mutant.of(
                    "ts-old-ack",
                    "PAWS looks at what has a length: an old ACK acknowledges our FIN.",
                    "TS-PAWS",
                    "the FIN again, since an old ACK acknowledges nothing",
                    PawsForLengthOnly::new),
            Mutant.of(
                    "ts-old-silence",
                    "What is old is dropped and not answered.",
                    "TS-PAWS",
                    "got silence",
                    DropsOld::new),
            Mutant.of(
                    "ts-old-kept",
                    "What is old and early is kept for later.",
                    "TS-PAWS",
                    "no more acknowledged than arrived",
                    KeepsOld::new),
            Mutant.of(
                    "ts-rst-paws",
                    "A RST with an old timestamp is ignored.",
                    "TS-RST",
                    "PAWS is never applied to the RST",
                    PawsForRst::new),
            Mutant.of(
                    "ts-rst-tw",
                    "A RST with an old timestamp is ignored in TIME-WAIT, where another check looks at it (Linux).",
                    "TS-RST",
                    "PAWS is never applied to the RST",
                    Settings.linux().with(Knob.REDUCED_CHECKS, 1),
                    Machine::new),
            Mutant.of(
                    "ts-rst-remembered",
                    "TS.Recent is taken from a RST.",
                    "TS-RST",
                    "an ACK of everything",
                    RemembersRst::new),
            Mutant.of(
                    "ts-abort-bare",
                    "The RST of an abort carries no timestamps.",
                    "TS-RSTGEN",
                    "timestamps in the RST",
                    BareAbort::new),
            Mutant.of(
                    "ts-rst-echo",
                    "A RST in answer echoes nothing.",
                    "TS-RSTGEN",
                    "got TSecr 0",
                    EchoesNothingInReset::new),
            Mutant.of(
                    "ts-missing-aborts",
                    "A segment without the timestamps agreed on aborts the connection.",
                    "TS-MISSING",
                    "silence or an answer of the connection, which lives on; got RST",
                    MissingAborts::new),
            Mutant.of(
                    "ts-missing-ends",
                    "A segment without the timestamps agreed on ends the connection in silence.",
                    "TS-MISSING",
                    "expected an answer of the connection, which lives on; got RST",
                    MissingEnds::new),
            Mutant.of(
                    "ts-tw-by-number",
                    "The number of a SYN alone decides in TIME-WAIT.",
                    "TS-TW-A",
                    "a SYN,ACK: the SYN is new",
                    NumberDecides::new),
            Mutant.of(
                    "ts-tw-equal",
                    "A SYN with the same timestamp and a lower number reopens the connection.",
                    "TS-TW-A",
                    "the SYN may be old; got SYN,ACK",
                    EqualIsNew::new),
            Mutant.of(
                    "ts-tw-zero",
                    "A TS.Recent that was never set is compared as 0.",
                    "TS-TW-B",
                    "a SYN,ACK: the SYN is new",
                    ZeroIsReal::new),
            Mutant.of(
                    "ts-tw-at-fin",
                    "A SYN with the number of the old FIN reopens the connection.",
                    "TS-TW-EDGE",
                    "the SYN may be old; got SYN,ACK",
                    FinIsNew::new),
            Mutant.of(
                    "ts-tw-beyond",
                    "The first number that is surely new counts as old.",
                    "TS-TW-EDGE",
                    "a SYN,ACK: the SYN is new",
                    NextIsOld::new),
            Mutant.ofHost(
                    "ts-reuse-unproved",
                    "A connect takes over a TIME-WAIT that used no timestamps.",
                    "TS-REUSE",
                    "nothing proves yet what is old",
                    Settings.rfc9293(),
                    ReusesUnproved::new),
            Mutant.ofHost(
                    "ts-reuse-at-once",
                    "A connect takes over a TIME-WAIT before the clock has surely ticked.",
                    "TS-REUSE",
                    "nothing proves yet what is old",
                    Settings.rfc9293(),
                    ReusesAtOnce::new),
            Mutant.ofHost(
                    "ts-reuse-below",
                    "The connection that takes over begins with a number that the old one has used.",
                    "TS-REUSE",
                    "a number above those of the old connection",
                    Settings.rfc9293(),
                    ReusesNumbers::new),
            Mutant.of(
                    "ts-f2-restarts",
                    "The two seconds of RFC 1337 begin again whenever 2MSL does.",
                    "TS-1337-F2",
                    "two seconds of TIME-WAIT had passed",
                    SecondsRestart::new),
            Mutant.of(
                    "ts-never-invalid",
                    "TS.Recent is valid for ever: after a wrap of the peer's clock nothing is accepted.",
                    "TS-INVALID",
                    "an ACK of everything",
                    ValidForEver::new));

    private TimestampMutants() {}

    private static final class BareInTimeWait extends Machine {
        BareInTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected @Nullable Timestamps timestamps() {
            return state() == State.TIME_WAIT ? null : super.timestamps();
        }
    }

    private static final class OtherClock extends Machine {
        OtherClock(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected @Nullable Timestamps timestamps() {
            Timestamps stamps = super.timestamps();
            return stamps == null || state() != State.TIME_WAIT
                    ? stamps
                    : new Timestamps(stamps.tsVal() - 1_000_000, stamps.tsEcr());
        }
    }

    private static final class EchoesNothing extends Machine {
        EchoesNothing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected @Nullable Timestamps timestamps() {
            Timestamps stamps = super.timestamps();
            return stamps == null || !finOutstanding() ? stamps : new Timestamps(stamps.tsVal(), 0);
        }
    }

    private static final class PawsForTextOnly extends Machine {
        PawsForTextOnly(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            return seg.data().isEmpty() || super.checkTimestamp(seg);
        }
    }

    private static final class PawsForLengthOnly extends Machine {
        PawsForLengthOnly(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            return seg.len() == 0 || super.checkTimestamp(seg);
        }
    }

    private static final class DropsOld extends Machine {
        DropsOld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (!isStale(seg)) {
                super.answerInvalid(seg);
            }
        }
    }

    private static final class KeepsOld extends Machine {
        KeepsOld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            boolean current = super.checkTimestamp(seg);
            if (!current && beyondHole(seg) && acceptable(seg)) {
                hold(seg);
            }
            return current;
        }
    }

    private static final class PawsForRst extends Machine {
        PawsForRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            return !(seg.rst() && isStale(seg)) && super.secondCheckRst(seg);
        }
    }

    private static final class RemembersRst extends Machine {
        RemembersRst(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean secondCheckRst(Segment seg) {
            Timestamps stamps = seg.options().timestamps();
            if (seg.rst() && stamps != null) {
                ts.recent = stamps.tsVal();
            }
            return super.secondCheckRst(seg);
        }
    }

    private static final class BareAbort extends Machine {
        BareAbort(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void resetAbort() {
            sendReset(abortSequence(), 0, Flags.RST, null);
        }
    }

    private static final class EchoesNothingInReset extends Machine {
        EchoesNothingInReset(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void sendReset(int seq, int ack, int flags, @Nullable Timestamps timestamps) {
            super.sendReset(seq, ack, flags, timestamps == null ? null : new Timestamps(timestamps.tsVal(), 0));
        }
    }

    private static final class MissingAborts extends Machine {
        MissingAborts(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            if (ts.on && !seg.rst() && seg.options().timestamps() == null) {
                resetAbort();
                delete(Fault.RESET);
                return false;
            }
            return super.checkTimestamp(seg);
        }
    }

    private static final class MissingEnds extends Machine {
        MissingEnds(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean checkTimestamp(Segment seg) {
            if (ts.on && !seg.rst() && seg.options().timestamps() == null) {
                end();
                return false;
            }
            return super.checkTimestamp(seg);
        }
    }

    private static final class NumberDecides extends Machine {
        NumberDecides(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean reopens(Segment seg) {
            return state() == State.TIME_WAIT && seg.syn() && !seg.hasAck() && beyondOldFin(seg);
        }
    }

    private static final class EqualIsNew extends Machine {
        EqualIsNew(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean reopens(Segment seg) {
            Timestamps stamps = seg.options().timestamps();
            boolean equal = stamps != null && ts.on && stamps.tsVal() == ts.recent;
            return state() == State.TIME_WAIT && seg.syn() && equal || super.reopens(seg);
        }
    }

    private static final class ZeroIsReal extends Machine {
        ZeroIsReal(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean reopens(Segment seg) {
            Timestamps stamps = seg.options().timestamps();
            return super.reopens(seg) && (stamps == null || Seq.gt(stamps.tsVal(), ts.recent));
        }
    }

    private static final class FinIsNew extends Machine {
        FinIsNew(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean beyondOldFin(Segment seg) {
            return Seq.geq(seg.seq(), rcv.nxt - 1);
        }
    }

    private static final class NextIsOld extends Machine {
        NextIsOld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean beyondOldFin(Segment seg) {
            return Seq.gt(seg.seq(), rcv.nxt + 1);
        }
    }

    private static final class ReusesUnproved extends Host {
        ReusesUnproved(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean mayReuse(State state, boolean timestamps, long age, boolean bound, boolean loopback) {
            return super.mayReuse(state, true, age, bound, loopback);
        }
    }

    private static final class ReusesAtOnce extends Host {
        ReusesAtOnce(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean mayReuse(State state, boolean timestamps, long age, boolean bound, boolean loopback) {
            return super.mayReuse(state, timestamps, age + Time.MINUTE, bound, loopback);
        }
    }

    private static final class ReusesNumbers extends Host {
        ReusesNumbers(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected int isnAbove(int oldSndNxt) {
            return oldSndNxt - 1000;
        }
    }

    private static final class SecondsRestart extends Machine {
        SecondsRestart(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeWaitBegan() {
            return timers.timeWait - timeWaitLength();
        }
    }

    private static final class ValidForEver extends Machine {
        ValidForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean isStale(Segment seg) {
            Timestamps stamps = seg.options().timestamps();
            return ts.on && stamps != null && Seq.lt(stamps.tsVal(), ts.recent);
        }
    }
}
