package org.lastack.kit.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Time;

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
        SACKED(3),
        PROBED(3),
        KEPT_ALIVE(6),
        UNREAD(4),
        DWELL(26),
        MUCH_LATE(14),
        NEIGHBOUR(18),
        UNACKED(4),
        WINDOWS(9),
        AGAIN(8),
        REPEATED(6),
        MUCH(8);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    private static final List<List<Step>> OPENINGS = Stream.of(Opener.values())
            .map(opener -> Script.begin().open(opener).build().steps())
            .toList();

    private static final Step LISTEN = new Step.Listen();

    private static final List<Step> CLOSED_ONCE =
            Script.begin().shutdown(How.WR).await(Expect.FIN).build().steps();

    private static final Step FIN = new Step.Send(0, Template.fin(), false);

    private static final List<Step> CLOSE_WAIT =
            Script.begin().send(Template.fin()).await(Expect.ACK_OF_ALL).build().steps();

    private static final List<Step> HALF_CLOSED = Script.begin()
            .shutdown(How.WR)
            .await(Expect.FIN)
            .send(Template.ack())
            .build()
            .steps();

    /** Fits into the window of any stack of use, and is more than one segment of the smallest MSS. */
    private static final int MOST_TEXT = 1000;

    /** Many segments of this size are more than a window field can count. */
    private static final int SEGMENT = 1400;

    private static final int MANY = 48;

    /** Segments enough for the peer to have some of them and not those before. */
    private static final int FLIGHT = 4 * SEGMENT;

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
        return choices.between(0, 12) >= 7 ? new History(choices, profile).drawn(scenario) : scenario;
    }

    /** Draws what the peer's packets carry besides, which a stack must overlook; the simplest is nothing. */
    public static Scenario carrying(Scenario scenario, Choices choices) {
        int bits = choices.oneOf(Flags.ECE, Flags.CWR, Flags.RESERVED & -Flags.RESERVED, Flags.ECE | Flags.CWR);
        int padding = choices.oneOf(6, 1, 20); // as Ethernet fills up what is short
        return switch (choices.between(0, 9)) {
            case 8 -> changed(scenario, s -> (s.flags() & Flags.SYN) == 0 ? s.marked(bits) : s);
            case 9 -> changed(scenario, s -> s.padded(padding));
            default -> scenario;
        };
    }

    private static Scenario changed(Scenario scenario, UnaryOperator<Template> change) {
        List<Step> steps = scenario.steps().stream()
                .map(step -> step instanceof Step.Send s
                        ? new Step.Send(s.conn(), change.apply(s.segment()), s.lost())
                        : step)
                .toList();
        return new Scenario(scenario.settings(), scenario.peer(), steps);
    }

    private Scenario drawn(Scenario scenario) {
        for (List<Step> opening : OPENINGS) {
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
        Scenario.Peer peer = scenario.peer();
        int whole = 0;
        switch (kind(rest)) {
            case IDLE -> idle();
            case TEXT_IN -> textIn();
            case TEXT_OUT -> textOut(0, choices.between(1, MOST_TEXT));
            case LOST -> textOut(1, choices.between(1, MOST_TEXT));
            case SACKED -> {
                peer = peer.withSack();
                textOut(choices.between(1, 2), FLIGHT);
            }
            case PROBED -> probed();
            case KEPT_ALIVE -> keptAlive();
            case UNREAD -> unread();
            case MUCH -> {
                if (choices.flip()) {
                    muchTextOut();
                } else {
                    muchTextIn();
                }
            }
            case NEIGHBOUR -> beside = neighbour();
            case UNACKED -> unacknowledged();
            case WINDOWS -> windows(scenario.peer().window());
            case MUCH_LATE -> {
                whole = dwelling(rest);
                muchTextOut();
            }
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
        return new Scenario(scenario.settings(), peer, listeningOnce(all));
    }

    /** Draws what comes before these steps of what may, the usual more often. */
    private Kind kind(List<Step> rest) {
        List<Kind> apt = KINDS.stream().filter(kind -> applies(kind, rest)).toList();
        int left = choices.between(0, apt.stream().mapToInt(kind -> kind.weight).sum() - 1);
        int at = 0;
        while (left >= apt.get(at).weight) {
            left -= apt.get(at++).weight;
        }
        return apt.get(at);
    }

    private boolean applies(Kind kind, List<Step> rest) {
        return switch (kind) {
            case KEPT_ALIVE -> profile.has(Feature.KEEPALIVE);
            case UNREAD -> readsFirst(rest);
            case DWELL -> dwelling(rest) > 0;
            case MUCH_LATE -> dwelling(rest) == CLOSE_WAIT.size();
            case UNACKED -> acksFirst(rest);
            case WINDOWS -> profile.has(Feature.OOO);
            case AGAIN -> Collections.indexOfSubList(rest, CLOSED_ONCE) >= 0;
            case REPEATED -> rest.contains(FIN);
            default -> true;
        };
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
    private void textOut(int lost, int octets) {
        add(Script.begin()
                .autoAck(true)
                .loseNext(lost)
                .write(octets)
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

    /** The stack asks whether the peer is there, and is answered. */
    private void keptAlive() {
        add(Script.begin()
                .option(SocketOption.KEEPIDLE, 1)
                .option(SocketOption.KEEPALIVE, 1)
                .await(Expect.SEGMENT, Span.after(Time.SECOND, profile))
                .send(Template.ack())
                .option(SocketOption.KEEPALIVE, 0));
    }

    /** Many small segments, which wait until the application reads for the first time. */
    private void unread() {
        Script script = Script.begin();
        for (int i = choices.between(1, 20); i > 0; i--) {
            int octets = choices.oneOf(40, 1);
            read += octets;
            script.send(Template.data(octets));
        }
        add(script.await(Expect.ACK_OF_ALL));
    }

    private static boolean readsFirst(List<Step> rest) {
        Step first = rest.stream().filter(History::calls).findFirst().orElse(null);
        return first == null
                || first instanceof Step.Read
                || first instanceof Step.Do s && s.call() instanceof Call.Read;
    }

    /** More than 64 KiB of the stack's where time costs nothing. */
    private void muchTextOut() {
        Script script = Script.begin().autoAck(true);
        for (int i = profile.clock() == Clock.WALL ? 8 : MANY; i > 0; i -= 2) {
            script.write(2 * SEGMENT).await(Expect.ALL_ACKED);
        }
        add(script.autoAck(false));
    }

    /** The same of the peer's. */
    private void muchTextIn() {
        Script script = Script.begin();
        for (int i = profile.clock() == Clock.WALL ? 8 : MANY; i > 0; i--) {
            script.send(Template.data(SEGMENT)).await(Expect.ACK_OF_ALL).read(read += SEGMENT);
        }
        add(script);
    }

    /** Text that the next segment of the peer's acknowledges, which is about something else. */
    private void unacknowledged() {
        add(Script.begin().write(choices.between(1, MOST_TEXT / 5)).await(Expect.ALL_DATA));
    }

    private static boolean acksFirst(List<Step> rest) {
        return !rest.isEmpty()
                && rest.get(0) instanceof Step.Send s
                && !s.lost()
                && (s.segment().flags() & ~Flags.PSH & ~Flags.FIN) == Flags.ACK
                && s.segment().acks().equals(AckRef.ALL)
                && s.segment().seq().equals(SeqRef.NEXT);
    }

    /** Two segments change places, and the later one of them to come has the older window. */
    private void windows(int window) {
        add(Script.begin()
                .sendLost(Template.data(1).offering(0))
                .send(Template.data(1).offering(window))
                .send(Template.data(1).at(SeqRef.RCV_NXT).offering(0))
                .await(Expect.ACK_OF_ALL)
                .read(read += 2));
    }

    /** The application closes once more what it has closed for sending, or leaves it for good when it asks nothing more. */
    private List<Step> closedAgain(List<Step> rest) {
        int closed = Collections.indexOfSubList(rest, CLOSED_ONCE);
        int at = choices.between(closed + 2, rest.size());
        boolean leaves = rest.subList(at, rest.size()).stream().noneMatch(History::calls) && choices.flip();
        List<Step> more = new ArrayList<>(rest);
        more.add(at, leaves ? new Step.Do(0, new Call.Close()) : CLOSED_ONCE.get(0));
        return more;
    }

    /** The peer's FIN comes with text that has come before, in one segment or two; some of it may be new. */
    private List<Step> repeated(List<Step> rest) {
        int octets = choices.between(1, MOST_TEXT / 2);
        read += octets;
        int first = choices.flip() ? octets / 2 : 0;
        Script script = Script.begin();
        if (first > 0) {
            script.send(Template.data(first)).await(Expect.ACK_OF_ALL);
        }
        add(script.send(Template.data(octets - first)).await(Expect.ACK_OF_ALL).read(read));
        List<Step> again = new ArrayList<>(rest);
        int at = rest.indexOf(FIN);
        boolean fresh = rest.subList(0, at).stream().noneMatch(History::calls) && choices.flip();
        int more = fresh ? choices.between(1, MOST_TEXT / 5) : 0;
        Template both = Template.fin().with(octets + more).at(SeqRef.rcvNxt(-octets));
        again.set(at, new Step.Send(0, both, false));
        if (fresh) {
            read += more;
            boolean awaited = at + 1 < again.size() && again.get(at + 1) instanceof Step.Await;
            again.add(at + (awaited ? 2 : 1), new Step.Read(0, 0, Script.SOON)); // of all that was sent
        }
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
        for (List<Step> way : List.of(CLOSE_WAIT, HALF_CLOSED)) {
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
