package org.lastack.kit.mutants;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Host;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Fault;
import org.lastack.machine.Machine;
import org.lastack.machine.Reply;
import org.lastack.machine.Settings;
import org.lastack.machine.Tcb;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/** Stacks that get group N wrong: API results. */
final class ApiMutants {
    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "rst-as-end",
                    "A RST shows as the end of the stream.",
                    "AP-INFORM",
                    "an error, since the peer reset the connection; got eof",
                    ResetAsEnd::new),
            Mutant.of(
                    "fin-as-reset",
                    "A FIN that comes after our own shows as a reset.",
                    "AP-INFORM",
                    "the end of the stream, since the peer closed; got err ECONNRESET",
                    FinAsReset::new),
            ofHost(
                    "fin-hides-text",
                    "Once the FIN is there a read finds the end, whatever waits before it.",
                    "AP-EOF",
                    "octets that came before the FIN; got eof",
                    FinHidesText::new),
            ofHost(
                    "end-once",
                    "The end of the stream is told once; after that a read waits.",
                    "AP-EOF",
                    "as often as it is asked for; got err EAGAIN",
                    EndOnce::new),
            ofHost(
                    "fin-wakes-nobody",
                    "A FIN does not wake who waits in RECEIVE.",
                    "AP-UNSOLICITED",
                    "the RECEIVE that waits returns at once; got it waits on",
                    FinWakesNobody::new),
            ofHost(
                    "rst-wakes-nobody",
                    "A RST does not wake who waits in RECEIVE.",
                    "AP-UNSOLICITED",
                    "the RECEIVE that waits returns at once; got it waits on",
                    ResetWakesNobody::new),
            ofHost(
                    "poll-blind-to-end",
                    "poll() counts text alone: neither an end nor an error is shown.",
                    "AP-UNSOLICITED",
                    "in: a read would not wait",
                    PollBlindToEnd::new),
            ofHost(
                    "poll-takes-error",
                    "poll() takes the error of a reset away, and nobody hears of it.",
                    "AP-RESET",
                    "ECONNRESET, since nobody was told yet; got eof",
                    PollTakesError::new),
            Mutant.of(
                    "write-after-reset",
                    "Whoever knows of the reset may go on writing.",
                    "AP-RESET",
                    "an error: the connection is gone; got ok 10",
                    WriteAfterReset::new),
            Mutant.of(
                    "cut-off-as-whole",
                    "Unread octets are handed out after a RST, and then the stream ends well.",
                    "AP-RESETDATA",
                    "an error: the stream was cut off; got eof",
                    Settings.linux(),
                    CutOffAsWhole::new),
            Mutant.of(
                    "flushes-half",
                    "A RST flushes the first half of what is unread.",
                    "AP-RESETDATA",
                    "the octets in the order in which the peer wrote them",
                    Settings.linux(),
                    FlushesHalf::new),
            Mutant.of(
                    "close-wait-rst-untold",
                    "A RST in CLOSE-WAIT is told to nobody.",
                    "AP-CWRST",
                    "EPIPE or ECONNRESET; got ok",
                    CloseWaitResetUntold::new),
            Mutant.of(
                    "second-write-succeeds",
                    "Writing to a peer that is gone goes on and on.",
                    "AP-EPIPE",
                    "EPIPE; got ok 10",
                    WriteAfterReset::new),
            ofHost(
                    "shutdown-not-connected",
                    "A write after shutdown() fails as if there were no connection.",
                    "AP-EPIPE",
                    "EPIPE; got err ENOTCONN",
                    NotConnected::new),
            Mutant.of(
                    "timeout-as-end",
                    "A connection that was given up looks as if the peer had closed.",
                    "AP-TIMEDOUT",
                    "ETIMEDOUT, since the stack gave up for want of an answer; got eof",
                    TimeoutAsEnd::new),
            ofHost(
                    "timeout-as-reset",
                    "A connection that was given up looks as if the peer had reset it.",
                    "AP-TIMEDOUT",
                    "ETIMEDOUT, since the stack gave up for want of an answer; got err ECONNRESET",
                    TimeoutAsReset::new),
            ofHost(
                    "timeout-wakes-nobody",
                    "A user timeout does not wake who waits in RECEIVE.",
                    "AP-TIMEDOUT",
                    "ETIMEDOUT, since nobody has answered for so long; got it waits on",
                    TimeoutWakesNobody::new),
            Mutant.of(
                    "fin-for-each-shutdown",
                    "Every shutdown() sends a FIN with a number of its own.",
                    "AP-SHUTDOWN",
                    "one FIN, and that again with the number it had",
                    FinForEachShutdown::new),
            ofHost(
                    "shutdown-always-ok",
                    "shutdown() says ok when there is no connection any more.",
                    "AP-SHUTDOWN",
                    "ENOTCONN: there is no connection any more; got ok",
                    ShutdownAlwaysOk::new),
            ofHost(
                    "closing-as-fin-wait-1",
                    "STATUS calls CLOSING FIN-WAIT-1.",
                    "AP-STATUS",
                    "CLOSING; got ok FIN-WAIT-1",
                    ClosingAsFinWait1::new));

    private ApiMutants() {}

    /** A strict reference whose host is wrong. */
    private static Mutant ofHost(String id, String bug, String rule, String complaint, ReferenceStack.Maker hosts) {
        return Mutant.ofHost(id, bug, rule, complaint, Settings.rfc9293(), hosts);
    }

    private static final class ResetAsEnd extends Machine {
        ResetAsEnd(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delete(Fault fault) {
            end();
        }
    }

    private static final class FinAsReset extends Machine {
        FinAsReset(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void finInFinWait2() {
            super.finInFinWait2();
            tcb.fault = Fault.RESET;
        }
    }

    private static final class FinHidesText extends Host {
        FinHidesText(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            boolean ended = state(socket) == State.CLOSE_WAIT || state(socket) == State.TIME_WAIT;
            return ended && call instanceof Call.Read ? Result.eof() : super.call(instant, socket, call, output);
        }
    }

    private static final class EndOnce extends Host {
        private final Set<Integer> told = new HashSet<>();

        EndOnce(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            return result instanceof Result.Eof && !told.add(socket) ? Result.failed(Errno.EAGAIN) : result;
        }
    }

    private static final class FinWakesNobody extends Host {
        FinWakesNobody(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean wakesReader(Tcb tcb) {
            return !tcb.rcv.finReceived;
        }
    }

    private static final class ResetWakesNobody extends Host {
        ResetWakesNobody(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean wakesReader(Tcb tcb) {
            return tcb.fault != Fault.RESET;
        }
    }

    private static final class PollBlindToEnd extends Host {
        PollBlindToEnd(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected Set<Readiness> readiness(Machine machine, boolean untold) {
            Set<Readiness> ready = super.readiness(machine, untold);
            if (machine.tcb().rcv.unreadLength() == 0) {
                ready.retainAll(EnumSet.of(Readiness.OUT));
            }
            return ready;
        }
    }

    private static final class PollTakesError extends Host {
        PollTakesError(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            if (call instanceof Call.Poll) {
                super.call(instant, socket, new Call.TakeError(), output);
            }
            return result;
        }
    }

    private static final class WriteAfterReset extends Machine {
        private boolean told;

        WriteAfterReset(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply maySendMore() {
            boolean again = told && tcb.fault != null;
            told |= tcb.fault != null;
            return again ? Reply.OK : super.maySendMore();
        }

        @Override
        public int send(long instant, Bytes text, org.lastack.machine.Output out) {
            return tcb.fault == null ? super.send(instant, text, out) : text.length();
        }
    }

    private static final class CutOffAsWhole extends Machine {
        CutOffAsWhole(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delete(Fault fault) {
            if (rcv.unreadLength() > 0) {
                end();
            } else {
                super.delete(fault);
            }
        }
    }

    private static final class FlushesHalf extends Machine {
        FlushesHalf(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delete(Fault fault) {
            int half = rcv.unreadLength() / 2;
            super.delete(fault);
            receive(now, half, org.lastack.machine.Output.NONE);
        }
    }

    private static final class CloseWaitResetUntold extends Machine {
        CloseWaitResetUntold(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void delete(Fault fault) {
            if (state() == State.CLOSE_WAIT) {
                end();
            } else {
                super.delete(fault);
            }
        }
    }

    private static final class NotConnected extends Host {
        NotConnected(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            return result.is(Errno.EPIPE) ? Result.failed(Errno.ENOTCONN) : result;
        }
    }

    private static final class TimeoutAsEnd extends Machine {
        TimeoutAsEnd(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        protected void giveUp() {
            end();
        }
    }

    private static final class TimeoutAsReset extends Host {
        TimeoutAsReset(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected Errno errno(Fault fault) {
            return fault == Fault.TIMED_OUT ? Errno.ECONNRESET : super.errno(fault);
        }
    }

    private static final class TimeoutWakesNobody extends Host {
        TimeoutWakesNobody(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        protected boolean wakesReader(Tcb tcb) {
            return tcb.fault != Fault.TIMED_OUT;
        }
    }

    private static final class FinForEachShutdown extends Machine {
        FinForEachShutdown(Settings settings, Tcb tcb) {
            super(settings, tcb);
        }

        @Override
        public Reply close(long instant, org.lastack.machine.Output out) {
            boolean again = state() == State.FIN_WAIT_1 || state() == State.FIN_WAIT_2;
            Reply reply = super.close(instant, out);
            if (again) {
                send(Flags.FIN | Flags.ACK, snd.nxt, Bytes.EMPTY);
            }
            return reply;
        }
    }

    private static final class ShutdownAlwaysOk extends Host {
        ShutdownAlwaysOk(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            return result.is(Errno.ENOTCONN) ? Result.ok() : result;
        }
    }

    private static final class ClosingAsFinWait1 extends Host {
        ClosingAsFinWait1(Settings settings, IpAddress... addresses) {
            super(settings, addresses);
        }

        @Override
        public Result call(long instant, int socket, Call call, Output output) {
            Result result = super.call(instant, socket, call, output);
            boolean closing = result instanceof Result.InState in && in.state() == State.CLOSING;
            return closing ? new Result.InState(State.FIN_WAIT_1) : result;
        }
    }
}
