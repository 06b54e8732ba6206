package org.lastack.site.reference;

import static org.lastack.site.reference.ClosingTransitions.closeWait;
import static org.lastack.site.reference.ClosingTransitions.closing;
import static org.lastack.site.reference.ClosingTransitions.established;
import static org.lastack.site.reference.ClosingTransitions.finWait1;
import static org.lastack.site.reference.ClosingTransitions.finWait2;
import static org.lastack.site.reference.ClosingTransitions.lastAck;
import static org.lastack.site.reference.ClosingTransitions.timeWait;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.site.reference.Transition.Cause;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.State;

/** The ways from a synchronized state to CLOSED that are no close: resets, aborts, limits and patience that has run out. */
final class AbruptTransitions {
    /** Longer than R2 and every user timeout of a preset. */
    private static final Span PATIENCE = Span.seconds(400);

    private static final List<State> SYNCHRONIZED = List.of(
            State.ESTABLISHED,
            State.FIN_WAIT_1,
            State.FIN_WAIT_2,
            State.CLOSE_WAIT,
            State.CLOSING,
            State.LAST_ACK,
            State.TIME_WAIT);

    static final List<Transition> ALL = Stream.of(resets(), aborts(), timeouts(), refusals(), limits())
            .flatMap(List::stream)
            .toList();

    private AbruptTransitions() {}

    private static Script into(State state) {
        return switch (state) {
            case ESTABLISHED -> established();
            case FIN_WAIT_1 -> finWait1();
            case FIN_WAIT_2 -> finWait2();
            case CLOSE_WAIT -> closeWait();
            case CLOSING -> closing();
            case LAST_ACK -> lastAck();
            case TIME_WAIT -> timeWait();
            default -> throw new IllegalArgumentException("not synchronized: " + state);
        };
    }

    private static List<Transition> resets() {
        List<Transition> all = new ArrayList<>();
        for (State state : SYNCHRONIZED) {
            boolean waits = state == State.TIME_WAIT;
            all.add(Transition.from(state, State.CLOSED, Cause.SEGMENT, "RST arrives")
                    .says(
                            waits
                                    ? "TIME-WAIT is assassinated. tcp_rfc1337 prevents it."
                                    : "The peer knows nothing of the connection any more, or wants nothing more to do with it. The"
                                            + " RST must have exactly the next sequence number (RFC 5961).")
                    .rules(
                            waits
                                    ? new String[] {"TW-RST", "TW-RST-1337", "TS-RST"}
                                    : new String[] {"RA-EXACT", "RA-INWIN", "RA-OUTWIN"})
                    .taken(into(state).send(Template.rst().at(SeqRef.RCV_NXT))));
        }
        return all;
    }

    private static List<Transition> aborts() {
        List<Transition> all = new ArrayList<>();
        for (State state : SYNCHRONIZED) {
            boolean silent = state == State.CLOSING || state == State.LAST_ACK || state == State.TIME_WAIT;
            Script script = held(state).abort();
            all.add(Transition.from(state, State.CLOSED, Cause.CALL, "ABORT")
                    .sends(silent ? "" : "RST")
                    .says(
                            silent
                                    ? "The application aborts, for example by SO_LINGER with 0 s and close(). Both FINs were sent, so"
                                            + " nothing is."
                                    : "The application aborts, for example by SO_LINGER with 0 s and close().")
                    .rules(silent ? new String[] {"AB-SILENT"} : new String[] {"AB-RST", "AB-FLUSH", "AB-LINGER0"})
                    .taken(script));
        }
        return all;
    }

    /** A state in which the application still has the socket, since it closed by a half-close. */
    private static Script held(State state) {
        Script open = established();
        if (state == State.CLOSE_WAIT || state == State.LAST_ACK) {
            open.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        if (state == State.ESTABLISHED || state == State.CLOSE_WAIT) {
            return open;
        }
        open.shutdown(How.WR).await(Expect.FIN);
        return switch (state) {
            case FIN_WAIT_2 -> open.send(Template.ack());
            case CLOSING -> open.send(Template.fin().acking(AckRef.BUT_FIN));
            case TIME_WAIT -> open.send(Template.fin());
            default -> open;
        };
    }

    private static List<Transition> timeouts() {
        List<Transition> all = new ArrayList<>();
        for (State state : List.of(State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK)) {
            all.add(Transition.from(state, State.CLOSED, Cause.TIME, "R2 has passed")
                    .says(
                            "Our FIN is repeated, less and less often, and never acknowledged. RFC 9293 asks for 100 s at least; Linux gives up an"
                                    + " orphan after tcp_orphan_retries and a connection that an application holds after tcp_retries2, in silence.")
                    .rules("FR-R2", "FR-BACKOFF", "OR-RETRIES")
                    .taken(into(state).pass(PATIENCE)));
        }
        for (State state : List.of(State.ESTABLISHED, State.CLOSE_WAIT)) {
            all.add(Transition.from(
                            state, State.CLOSED, Cause.TIME, "R2 or the user timeout has passed, or keep-alive has")
                    .says(
                            "Text was repeated and never acknowledged, or keep-alive found the peer dead. Without one of them this state has no"
                                    + " end of its own.")
                    .rules("AB-TIMEOUT", "FR-R2-APP", "AP-TIMEDOUT", "OR-KEEPALIVE")
                    .taken(into(state).write(5).pass(PATIENCE)));
        }
        all.add(Transition.from(State.FIN_WAIT_2, State.CLOSED, Cause.TIME, "tcp_fin_timeout has passed")
                .says(
                        "No application holds the connection, and the peer's FIN does not come. RFC 9293 knows no such limit, Linux has 60 s. After"
                                + " a half-close there is none; keep-alive can end that.")
                .rules("OR-FINTIMEOUT", "OR-FINTIMEOUT-ODD", "HC-FW2-HOLD")
                .onLinux()
                .taken(finWait2().pass(Span.seconds(70))));
        return all;
    }

    private static List<Transition> refusals() {
        List<Transition> all = new ArrayList<>();
        for (State state : List.of(State.ESTABLISHED, State.CLOSE_WAIT)) {
            Script script = established().send(Template.data(5)).await(Expect.ACK_OF_ALL);
            if (state == State.CLOSE_WAIT) {
                script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            }
            all.add(Transition.from(state, State.CLOSED, Cause.CALL, "close() with text unread")
                    .sends("RST")
                    .says(
                            "The application closes both directions without reading all that came: the peer must not believe that it was read.")
                    .rules("HC-FD-RST", "ZW-UNREAD")
                    .taken(script.close()));
        }
        for (State state : List.of(State.FIN_WAIT_1, State.FIN_WAIT_2)) {
            all.add(Transition.from(state, State.CLOSED, Cause.SEGMENT, "text arrives after close()")
                    .sends("RST")
                    .says("Nobody will ever read it. After a half-close it would be taken.")
                    .rules("HC-FD-LATE", "HC-RECV")
                    .taken(into(state).send(Template.data(5))));
        }
        return all;
    }

    private static List<Transition> limits() {
        return List.of(
                Transition.from(
                                State.FIN_WAIT_1,
                                State.CLOSED,
                                Cause.SEGMENT,
                                "ACK of FIN arrives, with TCP_LINGER2 below 0")
                        .sends("RST")
                        .says("The socket was told not to wait in FIN-WAIT-2 at all.")
                        .rules("OR-LINGER2")
                        .onLinux()
                        .taken(established()
                                .option(SocketOption.LINGER2, -1)
                                .close()
                                .await(Expect.FIN)
                                .send(Template.ack())),
                Transition.from(State.FIN_WAIT_2, State.CLOSED, Cause.CALL, "close(), with TCP_LINGER2 below 0")
                        .sends("RST")
                        .says("The same when the application lets go after a half-close.")
                        .rules("OR-LINGER2")
                        .onLinux()
                        .taken(established()
                                .option(SocketOption.LINGER2, -1)
                                .shutdown(How.WR)
                                .await(Expect.FIN)
                                .send(Template.ack())
                                .close()),
                bucket(State.FIN_WAIT_1, finWait1().send(Template.fin())),
                bucket(State.FIN_WAIT_2, held(State.FIN_WAIT_2).send(Template.fin())),
                bucket(State.CLOSING, closing().send(Template.ack())),
                Transition.from(State.ESTABLISHED, State.CLOSED, Cause.CALL, "close(), with tcp_max_orphans reached")
                        .sends("RST")
                        .says(
                                "There are too many connections without an application already; this one is reset instead of becoming another.")
                        .rules("OR-MAX")
                        .onLinux()
                        .taken(established().set("tcp_max_orphans", 0).close()),
                Transition.from(State.LAST_ACK, State.CLOSED, Cause.SEGMENT, "an ICMP error that is hard arrives")
                        .says(
                                "The network says that the peer cannot be had. RFC 9293 lets it end the connection (SHLD-26); Linux goes on.")
                        .rules("FR-ICMP")
                        .taken(lastAck().icmp(IcmpError.PORT_UNREACHABLE)));
    }

    private static Transition bucket(State state, Script script) {
        return Transition.from(state, State.CLOSED, Cause.SEGMENT, "TIME-WAIT is due, with tcp_max_tw_buckets reached")
                .sends("ACK of a FIN")
                .says(
                        "There is no room for one more that waits. The last ACK is sent all the same, and only a later FIN finds nobody.")
                .rules("OR-TWBUCKETS")
                .onLinux()
                .taken(script.set("tcp_max_tw_buckets", 0));
    }
}
