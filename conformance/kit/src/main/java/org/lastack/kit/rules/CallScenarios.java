package org.lastack.kit.rules;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.State;

/** The calls of catalogue §4 in the states in which drawn scenarios seldom make them, each under the rule that is about it. */
final class CallScenarios {
    private static final Call SEND = new Call.Write(Bytes.pattern(0, 5));
    private static final Call RECEIVE = new Call.Read(5);

    private CallScenarios() {}

    static List<Scenario> of(Rule rule) {
        return switch (rule.id()) {
            case "NC-EARLY" ->
                List.of(
                        onListener(SEND, RECEIVE, new Call.Close()),
                        end(synSent().call(SEND).call(RECEIVE).close()),
                        end(synReceived().call(SEND).call(RECEIVE).close()));
            case "AB-SILENT" ->
                List.of(
                        onListener(new Call.Abort()),
                        end(synSent().abort()),
                        end(held(State.CLOSING).abort()),
                        end(held(State.LAST_ACK).abort()),
                        end(heldInTimeWait().abort()));
            case "TW-QUIETSTATE" -> List.of(end(heldInTimeWait().close()));
            case "AB-RST" -> List.of(end(synReceived().abort()));
            case "HC-NOSEND" ->
                List.of(
                        end(held(State.FIN_WAIT_1).call(SEND)),
                        end(held(State.FIN_WAIT_2).call(SEND)),
                        end(held(State.CLOSING).call(SEND)));
            default -> List.of();
        };
    }

    private static Scenario onListener(Call... calls) {
        Script script = Script.begin().listen();
        for (Call call : calls) {
            script.step(new Step.DoOnListener(call));
        }
        return script.build();
    }

    private static Script synSent() {
        return Script.begin().connect().await(Expect.SYN);
    }

    /** The only SYN-RECEIVED in which an application has a socket: both sides opened. */
    private static Script synReceived() {
        return synSent().send(Template.syn()).await(Expect.SEGMENT);
    }

    /** A state in which the application still has the socket, since it closed by a half-close. */
    private static Script held(State state) {
        return Paths.into(Script.begin(), state, Opener.PEER, true);
    }

    private static Script heldInTimeWait() {
        return held(State.FIN_WAIT_2).send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    private static Scenario end(Script script) {
        return script.pass(Span.SILENCE).build();
    }
}
