package org.lastack.site.reference;

import java.util.List;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.site.reference.Transition.Cause;
import org.lastack.tcp.State;

/** The ways from ESTABLISHED to CLOSED that a close takes, and what may follow TIME-WAIT. */
final class ClosingTransitions {
    static final List<Transition> ALL = List.of(
            Transition.from(State.ESTABLISHED, State.FIN_WAIT_1, Cause.CALL, "CLOSE")
                    .sends("FIN,ACK")
                    .says(
                            "The application closes first, by close() or by shutdown() of its sending side. The FIN goes behind all that was"
                                    + " written; the state changes at once, though the FIN may have to wait.")
                    .rules("NC-FIN", "NC-FIN-LAST", "NC-PROMPT", "ZW-FIN")
                    .taken(established().close()),
            Transition.from(State.ESTABLISHED, State.CLOSE_WAIT, Cause.SEGMENT, "FIN arrives")
                    .sends("ACK")
                    .says(
                            "The peer has closed its direction. A read finds the end of the stream once all text before the FIN was read, and"
                                    + " the application may go on sending for as long as it likes: nothing limits this state.")
                    .rules("NC-CW", "FO-HOLE", "FO-DATAFIN", "AP-EOF")
                    .taken(established().send(Template.fin())),
            Transition.from(State.FIN_WAIT_1, State.FIN_WAIT_2, Cause.SEGMENT, "ACK of FIN arrives")
                    .says(
                            "The peer has all that we sent and our FIN. It must acknowledge the FIN itself, one number more than the last octet.")
                    .rules("NC-FW", "NC-FIN-SPACE", "FR-PARTIAL")
                    .taken(finWait1().send(Template.ack())),
            Transition.from(State.FIN_WAIT_1, State.CLOSING, Cause.SEGMENT, "FIN arrives")
                    .sends("ACK")
                    .says(
                            "Both sides closed at the same time, and the FINs cross: the peer's does not acknowledge ours.")
                    .rules("SC-CLOSING", "SC-DUPFIN")
                    .taken(finWait1().send(Template.fin().acking(AckRef.BUT_FIN))),
            Transition.from(State.FIN_WAIT_1, State.TIME_WAIT, Cause.SEGMENT, "FIN with ACK of FIN arrives")
                    .sends("ACK")
                    .says(
                            "The peer closes at once, and its FIN acknowledges ours: a close in three segments. Figure 5 omits this way, its"
                                    + " note 2 has it.")
                    .rules("NC-FW1-TW")
                    .taken(finWait1().send(Template.fin())),
            Transition.from(State.FIN_WAIT_2, State.TIME_WAIT, Cause.SEGMENT, "FIN arrives")
                    .sends("ACK")
                    .says("The peer closes too. Its FIN is acknowledged, and the 2MSL timer starts.")
                    .rules("NC-FW2-TW", "FO-DATAFIN", "TW-2MSL")
                    .taken(finWait2().send(Template.fin())),
            Transition.from(State.CLOSING, State.TIME_WAIT, Cause.SEGMENT, "ACK of FIN arrives")
                    .says("After a simultaneous close both sides wait.")
                    .rules("SC-TW", "SC-IGNORE")
                    .taken(closing().send(Template.ack())),
            Transition.from(State.CLOSE_WAIT, State.LAST_ACK, Cause.CALL, "CLOSE")
                    .sends("FIN,ACK")
                    .says("Our application has seen the end of the peer's stream and closes as well.")
                    .rules("NC-LA", "NC-FIN-LAST")
                    .taken(closeWait().close()),
            Transition.from(State.CLOSE_WAIT, State.LAST_ACK, Cause.SEGMENT, "the window opens after CLOSE")
                    .sends("FIN,ACK")
                    .says(
                            "The FIN had to wait for room in the peer's window. RFC 9293 enters LAST-ACK when it goes out; Linux did at CLOSE.")
                    .rules("ZW-FIN", "NC-FIN-LAST")
                    .taken(established()
                            .send(Template.fin().offering(0))
                            .write(5)
                            .close()
                            .send(Template.ack().offering(1000))),
            Transition.from(State.LAST_ACK, State.CLOSED, Cause.SEGMENT, "ACK of FIN arrives")
                    .says("All is said and acknowledged. Who closes last does not wait.")
                    .rules("NC-LA", "FR-PARTIAL", "RG-CLOSED-AFTER")
                    .taken(lastAck().send(Template.ack())),
            Transition.from(State.TIME_WAIT, State.CLOSED, Cause.TIME, "2MSL have passed")
                    .says("Four minutes by RFC 9293, 60 s on Linux, since the last thing that started the timer anew.")
                    .rules("TW-2MSL", "TW-RESTART", "TW-QUIETSTATE")
                    .taken(timeWait().pass(Span.ofTwoMsl(101))),
            Transition.from(State.TIME_WAIT, State.SYN_RECEIVED, Cause.SEGMENT, "a SYN that is surely new arrives")
                    .sends("SYN,ACK")
                    .says(
                            "The same peer opens the same ports again, with a sequence number above the old ones or a later timestamp, and"
                                    + " somebody listens: the new connection takes the place of the old one.")
                    .rules("TW-SYN-NEW", "TW-SYN-OLD", "TS-TW-A", "TS-TW-B", "TS-TW-EDGE")
                    .taken(timeWait().send(Template.syn().at(SeqRef.rcvNxt(100_000)))),
            Transition.from(State.TIME_WAIT, State.SYN_SENT, Cause.CALL, "active OPEN, with tcp_tw_reuse")
                    .sends("SYN")
                    .says(
                            "Our own connect takes the ports of a connection that waits: when both sides used timestamps, which tell old"
                                    + " segments from new ones, and a second has passed.")
                    .rules("TS-REUSE", "TW-BUSY")
                    .onLinux()
                    .taken(reused()));

    private ClosingTransitions() {}

    static Script established() {
        return Script.begin().open(Opener.PEER);
    }

    static Script finWait1() {
        return established().close().await(Expect.FIN);
    }

    static Script finWait2() {
        return finWait1().send(Template.ack());
    }

    static Script closing() {
        return finWait1().send(Template.fin().acking(AckRef.BUT_FIN));
    }

    static Script closeWait() {
        return established().send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    static Script lastAck() {
        return closeWait().close().await(Expect.FIN);
    }

    static Script timeWait() {
        return finWait2().send(Template.fin());
    }

    private static Script reused() {
        return Script.begin()
                .peer(Scenario.Peer.PLAIN.withTimestamps(true))
                .set("tcp_tw_reuse", 1)
                .set("ip_local_port_range", 40_000)
                .open(Opener.STACK)
                .close()
                .await(Expect.FIN)
                .send(Template.fin())
                .pass(Span.ms(1500))
                .connectFromAnyPort();
    }
}
