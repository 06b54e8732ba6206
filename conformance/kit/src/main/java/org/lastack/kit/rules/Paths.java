package org.lastack.kit.rules;

import java.util.function.BiConsumer;
import org.lastack.host.Call.How;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.State;

/** Ways into the states, by events alone: the beginnings of most scenarios. Each draws what it leaves open. */
final class Paths {
    /** Long enough for a first retransmission, however late the stack's timers are. */
    static final Span REXMIT = Span.ofRto(150).plusMs(600);

    private Paths() {}

    /** ESTABLISHED, opened by either side. */
    static Script established(Choices c) {
        return Script.begin().open(c.oneOf(Opener.values()));
    }

    /** The application closes its direction: with CLOSE, or with a half-close when the stack has that. */
    static Script closes(Script script, Choices c, Profile p) {
        return p.has(Feature.HALFCLOSE) && c.flip() ? script.shutdown(How.WR) : script.close();
    }

    /** FIN-WAIT-1 with the FIN on the wire and not acknowledged. */
    static Script finWait1(Choices c, Profile p) {
        return closes(established(c), c, p).await(Expect.FIN);
    }

    /** FIN-WAIT-2; the application may have left only then. */
    static Script finWait2(Choices c, Profile p) {
        return p.has(Feature.HALFCLOSE) && c.between(0, 3) == 3
                ? halfClosed(c).close()
                : finWait1(c, p).send(Template.ack());
    }

    /** FIN-WAIT-2 with the application still there to receive. */
    static Script halfClosed(Choices c) {
        return established(c).shutdown(How.WR).await(Expect.FIN).send(Template.ack());
    }

    /** CLOSE-WAIT, the FIN acknowledged. */
    static Script closeWait(Choices c) {
        return established(c).send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    /** The states in which both sides are synchronized, TIME-WAIT aside. */
    static State[] synchronised() {
        return new State[] {
            State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT, State.CLOSING, State.LAST_ACK
        };
    }

    /** Opens one more connection of the script and leads it into one of these states, by a half-close when {@code held}. */
    static Script into(Script script, State state, Opener opener, boolean held) {
        script.open(opener);
        if (state == State.CLOSE_WAIT || state == State.LAST_ACK) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
        }
        if (state == State.ESTABLISHED || state == State.CLOSE_WAIT) {
            return script;
        }
        (held ? script.shutdown(How.WR) : script.close()).await(Expect.FIN);
        return switch (state) {
            case FIN_WAIT_2 -> script.send(Template.ack());
            case CLOSING -> script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
            default -> script;
        };
    }

    /** CLOSING: both FINs crossed; the application may have left only then. */
    static Script closing(Choices c, Profile p) {
        boolean later = p.has(Feature.HALFCLOSE) && c.between(0, 3) == 3;
        Script script = later ? established(c).shutdown(How.WR).await(Expect.FIN) : finWait1(c, p);
        script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
        return later ? script.close() : script;
    }

    /** LAST-ACK, our FIN on the wire. */
    static Script lastAck(Choices c, Profile p) {
        return closes(closeWait(c), c, p).await(Expect.FIN);
    }

    /** TIME-WAIT by one of its three entries: from FIN-WAIT-2, from FIN-WAIT-1, from CLOSING; the application may leave after it. */
    static Script timeWait(Choices c, Profile p) {
        Script script = switch (c.between(0, p.has(Feature.HALFCLOSE) ? 3 : 2)) {
            case 0 -> finWait2(c, p).send(Template.fin());
            case 1 -> finWait1(c, p).send(Template.fin());
            case 2 -> closing(c, p).send(Template.ack());
            default ->
                halfClosed(c).send(Template.fin()).await(Expect.ACK_OF_ALL).close();
        };
        return script.await(Expect.ACK_OF_ALL);
    }

    /**
     * ESTABLISHED or, with a half-close, FIN-WAIT-2, and nothing fits into the receive buffer any more. The window may open
     * some times while there is room.
     */
    static Script fullBuffer(Choices c, Profile p) {
        Script script = p.has(Feature.HALFCLOSE) && c.flip() ? halfClosed(c) : established(c);
        for (int i = 0; i < 8; i++) {
            script.send(Template.data(Template.TO_EDGE)).await(Expect.ACK_OF_ALL);
        }
        return script;
    }

    /** The life of a connection by one of three ways; in each state before TIME-WAIT, or the end of LAST-ACK, something happens. */
    static Script through(Choices c, Profile p, BiConsumer<Script, State> happens) {
        int way = c.between(0, 3);
        Script script = established(c);
        happens.accept(script, State.ESTABLISHED);
        if (way == 0) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            happens.accept(script, State.CLOSE_WAIT);
        }
        closes(script, c, p).await(Expect.FIN);
        happens.accept(script, way == 0 ? State.LAST_ACK : State.FIN_WAIT_1);
        if (way == 0) {
            return script.send(Template.ack());
        }
        if (way == 1) {
            script.send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
            happens.accept(script, State.CLOSING);
            return script.send(Template.ack());
        }
        script.send(Template.ack());
        happens.accept(script, State.FIN_WAIT_2);
        return script.send(Template.fin()).await(Expect.ACK_OF_ALL);
    }
}
