package org.lastack.kit.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;

/**
 * What a connection has been through before a scenario begins to ask: it idled, carried text, had losses; another one stands beside
 * it. A timer that is counted from the wrong event, or a variable that is not moved on, shows only then. Most scenarios have none.
 */
public final class History {
    /** The usual ones weigh more; what makes traces long is rare. */
    private enum Kind {
        IDLE(8),
        TEXT_IN(3),
        TEXT_OUT(3),
        LOST(3),
        PROBED(2),
        DWELL(12),
        NEIGHBOUR(14),
        UNACKED(4),
        WINDOWS(6),
        AGAIN(8),
        REPEATED(6),
        MUCH(6);

        private static final Kind[] WEIGHTED = Stream.of(values())
                .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream())
                .toArray(Kind[]::new);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private static final Step LISTEN = new Step.Listen();

    private static final List<Step> CLOSED_ONCE =
            Script.begin().shutdown(How.WR).await(Expect.FIN).build().steps();

    /** Fits into the window of any stack of use, and is more than one segment of the smallest MSS. */
    private static final int MOST_TEXT = 1000;

    /** Many segments of this size are more than a window field can count. */
    private static final int SEGMENT = 1400;

    private static final int MANY = 47;

    /** The number of a connection beside those that scenarios number from 0. */
    private static final int NEIGHBOUR = 15;

    private final Choices choices;
    private final Profile profile;
    private final List<Step> steps = new ArrayList<>();
    /** How many octets of the peer's text the application has had. */
    private int read;

    private History(Choices choices, Profile profile) {
        this.choices = choices;
        this.profile = profile;
    }

    /** Draws what came before this scenario, and puts it in; the simplest is nothing. */
    public static Scenario before(Scenario scenario, Choices choices, Profile profile) {
        return choices.between(0, 4) >= 2 ? new History(choices, profile).drawn(scenario) : scenario;
    }

    private Scenario drawn(Scenario scenario) {
        for (Opener opener : Opener.values()) {
            List<Step> opening = Script.begin().open(opener).build().steps();
            if (scenario.steps().size() >= opening.size()
                    && scenario.steps().subList(0, opening.size()).equals(opening)) {
                return with(scenario, opening);
            }
        }
        return scenario; // it begins in a way of its own
    }

    private Scenario with(Scenario scenario, List<Step> opening) {
        List<Step> rest =
                scenario.steps().subList(opening.size(), scenario.steps().size());
        List<Step> beside = List.of();
        int whole = 0;
        switch (choices.oneOf(Kind.WEIGHTED)) {
            case IDLE -> idle();
            case TEXT_IN -> textIn();
            case TEXT_OUT -> textOut(0);
            case LOST -> textOut(1);
            case PROBED -> probed();
            case MUCH -> muchText();
            case NEIGHBOUR -> beside = neighbour();
            case UNACKED -> unacknowledged(rest);
            case WINDOWS -> windows(scenario.peer().window());
            case AGAIN -> rest = closedAgain(rest);
            case REPEATED -> rest = repeated(rest);
            case DWELL -> {
                whole = dwelling(rest);
                idle();
            }
        }
        List<Step> all = new ArrayList<>(beside);
        all.addAll(opening);
        all.addAll(moved(rest.subList(0, whole)));
        all.addAll(steps);
        all.addAll(moved(rest.subList(whole, rest.size())));
        return new Scenario(scenario.settings(), scenario.peer(), listeningOnce(all));
    }

    private static List<Step> listeningOnce(List<Step> all) {
        int first = all.indexOf(LISTEN);
        all.subList(first + 1, all.size()).removeIf(LISTEN::equals);
        return all;
    }

    private void add(Script script) {
        steps.addAll(script.build().steps());
    }

    private void idle() {
        long seconds = profile.clock() == Clock.WALL ? 1 : choices.oneOf(2, 90, 600, 3 * 3600);
        add(Script.begin().pass(Span.seconds(seconds)));
    }

    /** Text of the peer's; a part of it may come twice, or the second part first. */
    private void textIn() {
        int octets = choices.between(1, MOST_TEXT / 2);
        Script script = Script.begin();
        switch (choices.between(0, profile.has(Feature.OOO) ? 2 : 1)) {
            case 0 -> script.send(Template.data(octets)).await(Expect.ACK_OF_ALL);
            case 1 ->
                script.send(Template.data(octets))
                        .await(Expect.ACK_OF_ALL)
                        .send(Template.data(octets).at(SeqRef.rcvNxt(-octets)))
                        .await(Expect.SEGMENT);
            default -> {
                script.sendLost(Template.data(octets))
                        .send(Template.data(octets))
                        .send(Template.data(octets).at(SeqRef.rcvNxt(0)))
                        .await(Expect.ACK_OF_ALL);
                read += octets;
            }
        }
        read += octets;
        add(script.read(read));
    }

    /** Text of the stack's, of which the network loses the first segments; the peer acknowledges the rest at once. */
    private void textOut(int lost) {
        add(Script.begin()
                .autoAck(true)
                .loseNext(lost)
                .write(choices.between(1, MOST_TEXT))
                .await(Expect.ALL_ACKED, Span.ofRto(400).plusMs(1000))
                .autoAck(false));
    }

    /** The peer asks whether the connection is alive, and is answered. */
    private void probed() {
        add(Script.begin()
                .send(Template.of(Flags.ACK).at(SeqRef.rcvNxt(-1)))
                .await(Expect.SEGMENT)
                .pass(Span.ms(1500)));
    }

    /** More than 64 KiB each way where time costs nothing. */
    private void muchText() {
        int segments = profile.clock() == Clock.WALL ? 8 : MANY;
        Script script = Script.begin().autoAck(true);
        for (int i = 0; i < segments; i++) {
            script.send(Template.data(SEGMENT)).await(Expect.ACK_OF_ALL).read(read += SEGMENT);
            script.write(SEGMENT).await(Expect.ALL_ACKED);
        }
        add(script.autoAck(false));
    }

    /** Text that the next segment of the peer's acknowledges, which is about something else. */
    private void unacknowledged(List<Step> rest) {
        boolean acks = !rest.isEmpty()
                && rest.get(0) instanceof Step.Send s
                && !s.lost()
                && (s.segment().flags() & ~Flags.PSH & ~Flags.FIN) == Flags.ACK
                && s.segment().acks().equals(AckRef.ALL)
                && s.segment().seq().equals(SeqRef.NEXT);
        if (acks) {
            add(Script.begin().write(choices.between(1, MOST_TEXT / 5)).await(Expect.ALL_DATA));
        }
    }

    /** Two segments change places, and the later one of them to come has the older window. */
    private void windows(int window) {
        if (profile.has(Feature.OOO)) {
            add(Script.begin()
                    .sendLost(Template.data(1).offering(0))
                    .send(Template.data(1).offering(window))
                    .send(Template.data(1).at(SeqRef.RCV_NXT).offering(0))
                    .await(Expect.ACK_OF_ALL)
                    .read(read += 2));
        }
    }

    /** The application closes once more what it has closed for sending, or leaves it for good when it asks nothing more. */
    private List<Step> closedAgain(List<Step> rest) {
        int closed = rest.indexOf(CLOSED_ONCE.get(0));
        if (closed < 0 || closed + 1 == rest.size() || !rest.get(closed + 1).equals(CLOSED_ONCE.get(1))) {
            return rest;
        }
        int at = choices.between(closed + 2, rest.size());
        boolean leaves = rest.subList(at, rest.size()).stream().noneMatch(History::calls) && choices.flip();
        List<Step> more = new ArrayList<>(rest);
        more.add(at, leaves ? new Step.Do(0, new Call.Close()) : CLOSED_ONCE.get(0));
        return more;
    }

    /** The peer's FIN comes with text that has come before. */
    private List<Step> repeated(List<Step> rest) {
        int octets = choices.between(1, MOST_TEXT / 2);
        Step fin = new Step.Send(0, Template.fin(), false);
        if (!rest.contains(fin)) {
            return rest;
        }
        read += octets;
        add(Script.begin().send(Template.data(octets)).await(Expect.ACK_OF_ALL).read(read));
        List<Step> again = new ArrayList<>(rest);
        Template both = Template.fin().with(octets).at(SeqRef.rcvNxt(-octets));
        again.set(rest.indexOf(fin), new Step.Send(0, both, false));
        return again;
    }

    private static boolean calls(Step step) {
        return step instanceof Step.Do
                || step instanceof Step.Write
                || step instanceof Step.Read
                || step instanceof Step.Accept
                || step instanceof Step.Connect;
    }

    /** Another connection on the same stack, which is over when the scenario begins or which stays. */
    private List<Step> neighbour() {
        Script script = Script.begin().on(NEIGHBOUR).open(choices.oneOf(Opener.values()));
        if (choices.between(0, 3) > 0) {
            return former(script).build().steps();
        }
        if (choices.flip()) {
            script.send(Template.fin()).await(Expect.ACK_OF_ALL);
            script.close().await(Expect.FIN).send(Template.ack()).pass(Span.PROMPT);
        }
        return script.build().steps();
    }

    /** A connection that has used all it could: options, text both ways, a FIN that was lost; its variables are for nobody any more. */
    private Script former(Script script) {
        if (profile.has(Feature.KEEPALIVE)) {
            script.option(SocketOption.KEEPIDLE, 1).option(SocketOption.KEEPALIVE, 1);
        }
        if (profile.has(Feature.USERTIMEOUT)) {
            // Long enough for one copy of its FIN, and for no more.
            script.option(SocketOption.USER_TIMEOUT, (int) (profile.rto() * 5 / 2 / 1000));
        }
        if (profile.has(Feature.LINGER)) {
            script.option(SocketOption.LINGER, 30);
        }
        int octets = choices.between(1, MOST_TEXT / 2);
        script.send(Template.data(octets)).await(Expect.ACK_OF_ALL).read(octets);
        script.send(Template.fin()).await(Expect.ACK_OF_ALL).loseNext(1).close();
        return script.await(Expect.FIN, Span.ofRto(150).plusMs(1000))
                .send(Template.ack())
                .pass(Span.PROMPT);
    }

    /**
     * Returns after how many steps the connection is where it may be for hours: in CLOSE-WAIT, or half-closed in FIN-WAIT-2; 0
     * when it is in ESTABLISHED only.
     */
    private static int dwelling(List<Step> steps) {
        List<Step> closeWait = Script.begin()
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .build()
                .steps();
        List<Step> halfClosed = Script.begin()
                .shutdown(How.WR)
                .await(Expect.FIN)
                .send(Template.ack())
                .build()
                .steps();
        for (List<Step> way : List.of(closeWait, halfClosed)) {
            if (steps.size() >= way.size() && steps.subList(0, way.size()).equals(way)) {
                return way.size();
            }
        }
        return 0;
    }

    /** What is read in all counts from the beginning of the stream. */
    private List<Step> moved(List<Step> rest) {
        return rest.stream()
                .map(step -> step instanceof Step.Read r && r.conn() == 0 && r.total() != Integer.MAX_VALUE
                        ? new Step.Read(0, r.total() + read, r.limit())
                        : step)
                .toList();
    }
}
