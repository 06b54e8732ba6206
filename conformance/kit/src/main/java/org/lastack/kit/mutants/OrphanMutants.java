package org.lastack.kit.mutants;

import java.util.List;
import org.lastack.host.Host;
import org.lastack.machine.Knob;
import org.lastack.machine.Machine;
import org.lastack.machine.Output;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;

/** Stacks that get orphans and limits wrong: group K. */
final class OrphanMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "orphan-retries-count",
                    "tcp_orphan_retries is taken for a number of copies.",
                    "OR-RETRIES",
                    "2 copies of the FIN for a limit of 1; got 1 copy",
                    Settings.linux(),
                    CountsCopies::new),
            Mutant.of(
                    "orphan-no-limit",
                    "tcp_orphan_retries does nothing.",
                    "OR-RETRIES",
                    "of the FIN for a limit of",
                    Settings.linux(),
                    NoLimit::new),
            Mutant.of(
                    "live-as-orphan",
                    "tcp_orphan_retries is applied to a socket that an application holds.",
                    "OR-LIVE",
                    "of the FIN for a limit of 3; got 2 copies",
                    Settings.linux(),
                    LiveAsOrphan::new),
            Mutant.of(
                    "fin-wait-2-for-ever",
                    "An orphan stays in FIN-WAIT-2 for ever (embox 2946).",
                    "OR-FINTIMEOUT",
                    "a RST after",
                    Settings.linux(),
                    FinWait2ForEver::new),
            Mutant.of(
                    "fin-timeout-time-wait",
                    "tcp_fin_timeout is taken for the length of TIME-WAIT.",
                    "OR-FINTIMEOUT",
                    "tcp_fin_timeout does not shorten TIME-WAIT",
                    Settings.linux(),
                    ShortTimeWait::new),
            Mutant.of(
                    "fin-timeout-modulo",
                    "Above 60 only what exceeds 60 counts for the wait in FIN-WAIT-2.",
                    "OR-FINTIMEOUT-ODD",
                    "an empty ACK after",
                    Settings.linux(),
                    Modulo::new),
            Mutant.of(
                    "linger2-negative-ignored",
                    "A negative TCP_LINGER2 is taken for tcp_fin_timeout.",
                    "OR-LINGER2",
                    "since TCP_LINGER2 is negative; got silence",
                    Settings.linux(),
                    NegativeIgnored::new),
            Mutant.of(
                    "linger2-ignored",
                    "TCP_LINGER2 does nothing.",
                    "OR-LINGER2",
                    "a RST after",
                    Settings.linux(),
                    LingerTwoIgnored::new),
            Mutant.ofHost(
                    "max-orphans-ignored",
                    "tcp_max_orphans does nothing.",
                    "OR-MAX",
                    "one orphan too many; got FIN,ACK",
                    Settings.linux(),
                    MaxIgnored::new),
            Mutant.of(
                    "max-orphans-held",
                    "tcp_max_orphans ends connections that an application holds.",
                    "OR-MAX",
                    "an application holds the connection",
                    Settings.linux(),
                    MaxEndsHeld::new),
            Mutant.ofHost(
                    "max-orphans-off-by-one",
                    "The last orphan that tcp_max_orphans allows is reset.",
                    "OR-MAX",
                    "there are no more orphans than allowed",
                    Settings.linux(),
                    MaxOffByOne::new),
            Mutant.of(
                    "buckets-no-ack",
                    "Where there is no room for a TIME-WAIT, the FIN gets no ACK.",
                    "OR-TWBUCKETS",
                    "the ACK of the FIN; got silence",
                    Settings.linux(),
                    NoAckWithoutBucket::new),
            Mutant.ofHost(
                    "buckets-ignored",
                    "tcp_max_tw_buckets does nothing.",
                    "OR-TWBUCKETS",
                    "there is no room for a TIME-WAIT; got ACK",
                    Settings.linux(),
                    BucketsIgnored::new),
            Mutant.of(
                    "listener-leaks",
                    "Closing a listener leaves what it has not accepted.",
                    "OR-LISTENER",
                    "which was not accepted; got",
                    ListenerLeaks::new),
            Mutant.ofHost(
                    "listener-no-limit",
                    "A full queue of connections takes one more.",
                    "OR-LISTENER",
                    "the queue is full",
                    Settings.rfc9293(),
                    NoQueueLimit::new),
            Mutant.of(
                    "keepalive-unanswered",
                    "Keep-alive probes get no answer in CLOSE-WAIT.",
                    "OR-KEEPALIVE",
                    "the answer to a keep-alive probe; got silence",
                    Unanswered::new),
            Mutant.of(
                    "keepalive-ends-fin-wait-2",
                    "One keep-alive probe without an answer ends a half-closed connection.",
                    "OR-KEEPALIVE",
                    "one probe without an answer; got RST",
                    EndsFinWait2::new),
            Mutant.of(
                    "keepalive-while-closing",
                    "Keep-alive probes are sent while the FIN is outstanding.",
                    "OR-KEEPALIVE",
                    "no keep-alive probe in FIN-WAIT-1",
                    ProbesWhileClosing::new),
            Mutant.of(
                    "keepalive-always",
                    "Keep-alive is on without being asked for.",
                    "OR-KEEPALIVE",
                    "since the application asked for none",
                    AlwaysOn::new));

    private OrphanMutants() {}

    private static final class CountsCopies extends Machine {
        CountsCopies(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            return tcb.orphan
                    ? rto.retransmits >= settings.count(Knob.TCP_ORPHAN_RETRIES)
                    : super.givesUpRetransmitting();
        }
    }

    private static final class NoLimit extends Machine {
        NoLimit(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected int orphanRetries(long interval) {
            return settings.count(Knob.TCP_RETRIES2);
        }
    }

    private static final class LiveAsOrphan extends Machine {
        LiveAsOrphan(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean givesUpRetransmitting() {
            boolean orphan = tcb.orphan;
            tcb.orphan = true;
            boolean gives = super.givesUpRetransmitting();
            tcb.orphan = orphan;
            return gives;
        }
    }

    private static final class FinWait2ForEver extends Machine {
        FinWait2ForEver(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void startFinWait2Timer() {}
    }

    private static final class ShortTimeWait extends Machine {
        ShortTimeWait(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long timeWaitLength() {
            return settings.time(Knob.TCP_FIN_TIMEOUT);
        }
    }

    private static final class Modulo extends Machine {
        Modulo(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long finTimeout() {
            long limit = super.finTimeout();
            return limit > Time.MINUTE ? limit - Time.MINUTE : limit;
        }
    }

    private static final class NegativeIgnored extends Machine {
        NegativeIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean refusesFinWait2() {
            return false;
        }
    }

    private static final class LingerTwoIgnored extends Machine {
        LingerTwoIgnored(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected long finTimeout() {
            return settings.time(Knob.TCP_FIN_TIMEOUT);
        }
    }

    private static final class MaxIgnored extends Host {
        MaxIgnored(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean tooManyOrphans() {
            return false;
        }
    }

    private static final class MaxEndsHeld extends Machine {
        MaxEndsHeld(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void retransmissionTimeout() {
            if (!tcb.orphan && settings.count(Knob.TCP_MAX_ORPHANS) < 10) {
                resetAbort();
                end();
                return;
            }
            super.retransmissionTimeout();
        }
    }

    private static final class MaxOffByOne extends Host {
        MaxOffByOne(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean tooManyOrphans() {
            return orphans() >= settings.get(Knob.TCP_MAX_ORPHANS);
        }
    }

    private static final class NoAckWithoutBucket extends Machine {
        NoAckWithoutBucket(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void enterTimeWait() {
            super.enterTimeWait();
            if (settings.get(Knob.TCP_MAX_TW_BUCKETS) == 0) {
                end();
            }
        }
    }

    private static final class BucketsIgnored extends Host {
        BucketsIgnored(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean timeWaitTableFull(int count) {
            return false;
        }
    }

    private static final class ListenerLeaks extends Machine {
        ListenerLeaks(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply abort(long instant, Output out) {
            return Reply.OK;
        }
    }

    private static final class NoQueueLimit extends Host {
        NoQueueLimit(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean queueIsFull(int queued) {
            return false;
        }
    }

    private static final class Unanswered extends Machine {
        Unanswered(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void answerInvalid(Segment seg) {
            if (!in(State.CLOSE_WAIT)) {
                super.answerInvalid(seg);
            }
        }
    }

    private static final class EndsFinWait2 extends Machine {
        EndsFinWait2(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void keepaliveTimeout() {
            if (in(State.FIN_WAIT_2) && tcb.keepaliveProbes > 0) {
                resetAbort();
                end();
                return;
            }
            super.keepaliveTimeout();
        }
    }

    private static final class ProbesWhileClosing extends Machine {
        ProbesWhileClosing(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected boolean keepaliveApplies() {
            return true;
        }
    }

    private static final class AlwaysOn extends Machine {
        AlwaysOn(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void establish() {
            super.establish();
            tcb.options.keepalive = true;
        }
    }
}
