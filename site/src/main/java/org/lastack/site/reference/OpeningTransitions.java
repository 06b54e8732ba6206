package org.lastack.site.reference;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.site.reference.Transition.Cause;
import org.lastack.tcp.Flags;
import org.lastack.tcp.State;

/** The ways up to ESTABLISHED, and out of there before it. */
final class OpeningTransitions {
    static final List<Transition> ALL = List.of(
            Transition.from(State.CLOSED, State.LISTEN, Cause.CALL, "passive OPEN")
                    .says("An application listens on a port.")
                    .rules("RG-LISTEN")
                    .taken(Script.begin().listen()),
            Transition.from(State.CLOSED, State.SYN_SENT, Cause.CALL, "active OPEN")
                    .sends("SYN")
                    .says("An application connects; the SYN carries the initial sequence number.")
                    .rules("SQ-ISN")
                    .taken(synSent()),
            Transition.from(State.LISTEN, State.CLOSED, Cause.CALL, "CLOSE")
                    .says("Nobody listens any more. Nothing is sent, since there is nobody to tell.")
                    .rules("NC-EARLY", "OR-LISTENER")
                    .taken(Script.begin().listen().step(new Step.DoOnListener(new Call.Close()))),
            Transition.from(State.LISTEN, State.SYN_RECEIVED, Cause.SEGMENT, "SYN arrives")
                    .sends("SYN,ACK")
                    .says(
                            "A peer connects. The listener goes on listening: a connection of its own begins for this peer.")
                    .rules("RG-LISTEN", "RA-LISTEN", "FO-NOSTATE")
                    .taken(Script.begin().listen().send(Template.syn())),
            Transition.from(State.SYN_SENT, State.ESTABLISHED, Cause.SEGMENT, "SYN,ACK arrives")
                    .sends("ACK")
                    .says("The peer answers and has acknowledged our SYN.")
                    .rules("RG-NONSYNC")
                    .taken(synSent().send(Template.of(Flags.SYN | Flags.ACK))),
            Transition.from(State.SYN_SENT, State.SYN_RECEIVED, Cause.SEGMENT, "SYN arrives")
                    .sends("SYN,ACK")
                    .says("Both sides open at the same time: the SYNs cross.")
                    .rules("RA-SYNRCVD")
                    .taken(synSent().send(Template.syn())),
            Transition.from(State.SYN_SENT, State.CLOSE_WAIT, Cause.SEGMENT, "SYN,ACK with FIN arrives")
                    .sends("ACK")
                    .says("A peer that closes at once may say so in the segment that answers the SYN.")
                    .rules("FO-NOSTATE", "NC-CW")
                    .taken(synSent().send(Template.of(Flags.SYN | Flags.ACK | Flags.FIN))),
            Transition.from(State.SYN_SENT, State.CLOSED, Cause.CALL, "CLOSE or ABORT")
                    .says("The application gives up before the peer has answered. Nothing is sent.")
                    .rules("NC-EARLY", "AB-SILENT")
                    .taken(synSent().close()),
            Transition.from(State.SYN_SENT, State.CLOSED, Cause.SEGMENT, "RST arrives")
                    .says("Nobody listens there: connect ends with ECONNREFUSED. The RST must acknowledge our SYN.")
                    .rules("RA-SYNSENT")
                    .taken(synSent().send(Template.of(Flags.RST | Flags.ACK))),
            Transition.from(State.SYN_SENT, State.CLOSED, Cause.TIME, "R2 has passed")
                    .says("Nobody answers, however often the SYN is repeated: connect ends with ETIMEDOUT.")
                    .rules("FR-R2", "AP-TIMEDOUT")
                    .taken(synSent().pass(Span.seconds(400))),
            Transition.from(State.SYN_RECEIVED, State.ESTABLISHED, Cause.SEGMENT, "ACK of SYN arrives")
                    .says("The handshake is complete, and accept returns the connection.")
                    .rules("RG-NONSYNC")
                    .taken(Script.begin().handshake()),
            Transition.from(State.SYN_RECEIVED, State.FIN_WAIT_1, Cause.CALL, "CLOSE")
                    .sends("FIN,ACK")
                    .says(
                            "The application closes before the handshake is complete. With a sockets API it holds the connection so early"
                                    + " only when both sides opened.")
                    .rules("NC-EARLY")
                    .taken(crossed().close()),
            Transition.from(State.SYN_RECEIVED, State.FIN_WAIT_1, Cause.SEGMENT, "ACK of SYN arrives after shutdown()")
                    .sends("FIN,ACK")
                    .says(
                            "On Linux shutdown() of the sending side waits for the end of the handshake, and then the FIN goes out.")
                    .rules("NC-EARLY")
                    .onLinux()
                    .taken(crossed().shutdown(How.WR).send(Template.ack())),
            Transition.from(State.SYN_RECEIVED, State.CLOSE_WAIT, Cause.SEGMENT, "ACK of SYN with FIN arrives")
                    .sends("ACK")
                    .says("The segment that completes the handshake brings the peer's FIN.")
                    .rules("NC-CW", "NC-EARLY")
                    .taken(synReceived().send(Template.fin())),
            Transition.from(State.SYN_RECEIVED, State.LISTEN, Cause.SEGMENT, "RST arrives")
                    .says("The peer did not mean it. The listener was never touched, and nobody is told.")
                    .rules("RA-SYNRCVD", "SY-PASSIVE-RCVD")
                    .taken(synReceived().send(Template.rst())),
            Transition.from(State.SYN_RECEIVED, State.CLOSED, Cause.SEGMENT, "RST arrives, after an active OPEN")
                    .says("The connection was ours: connect ends with ECONNREFUSED.")
                    .rules("RA-SYNRCVD")
                    .taken(crossed().send(Template.rst())),
            Transition.from(State.SYN_RECEIVED, State.CLOSED, Cause.CALL, "ABORT")
                    .sends("RST")
                    .says("The application aborts.")
                    .rules("AB-RST")
                    .taken(crossed().abort()),
            Transition.from(State.SYN_RECEIVED, State.CLOSED, Cause.TIME, "R2 has passed")
                    .says("The ACK that completes the handshake never comes, however often the SYN,ACK is repeated.")
                    .rules("OR-LISTENER")
                    .taken(synReceived().pass(Span.seconds(400))),
            Transition.from(State.SYN_RECEIVED, State.TIME_WAIT, Cause.SEGMENT, "the SYN proves to be old")
                    .says(
                            "A SYN had taken the place of a connection in TIME-WAIT and is taken back by a RST: TIME-WAIT must go on.")
                    .rules("TW-SYN-BACK")
                    .taken(reopened().send(Template.rst())));

    private OpeningTransitions() {}

    static Script synSent() {
        return Script.begin().connect().await(Expect.SYN);
    }

    private static Script synReceived() {
        return Script.begin().listen().send(Template.syn()).await(Expect.SYN);
    }

    /** SYN-RECEIVED where the application has a socket already. */
    private static Script crossed() {
        return synSent().send(Template.syn()).await(Expect.SEGMENT);
    }

    /** SYN-RECEIVED in the place of a TIME-WAIT. */
    static Script reopened() {
        return ClosingTransitions.timeWait()
                .send(Template.syn().at(SeqRef.rcvNxt(100_000)))
                .await(Expect.SEGMENT);
    }
}
