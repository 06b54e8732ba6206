package org.lastack.certify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey.Point;
import org.lastack.capture.Seen;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.rules.Judgement;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/**
 * The rules that packets alone can break, asked of the ends of a connection in a capture. An end is judged where the capture was made
 * at it, since elsewhere nobody knows what had arrived when it answered; and for what it sent alone: what it did not send may have
 * been kept from it behind the place of the capture, as a firewall does.
 */
final class CaptureRules {
    private CaptureRules() {}

    /**
     * What the rules say of one connection.
     *
     * @param broken each rule that an end broke
     * @param kept how many rules were seen to be kept, by end
     * @param notShown why an end is not judged, by end
     */
    record Judged(List<Broken> broken, Map<Side, Integer> kept, Map<Side, String> notShown) {}

    /**
     * An end has broken a rule.
     *
     * @param frame the packet that shows it
     */
    record Broken(Side side, Rule rule, long frame, String expected, String actual) {
        String words() {
            return "the " + side + " breaks " + rule.id() + " (" + rule.level() + ") in frame " + frame + ": "
                    + rule.statement() + " Expected: " + expected + "; seen: " + actual;
        }
    }

    /** Returns the rules that can be asked: of any stack, by packets alone, and not of what passes in the course of time. */
    static List<Rule> rules() {
        return Rules.all().stream()
                .filter(r -> r.testable()
                        && r.packetsAlone()
                        && !r.undisturbed()
                        && r.needs().isEmpty())
                .toList();
    }

    /** Judges a connection whose packets were kept, in a capture that was made there. */
    static Judged of(Ending ending, Point at) {
        Judged judged = new Judged(new ArrayList<>(), new EnumMap<>(Side.class), new EnumMap<>(Side.class));
        for (Side side : Side.values()) {
            String lack = ending.lack();
            if (lack.isEmpty() && !at.word().equals(side.toString())) {
                lack = at == Point.UNKNOWN || at == Point.PATH
                        ? "a capture that was made between the ends does not show what had arrived at one (--at says otherwise)"
                        : "a capture at the " + at.word() + " does not show what had arrived at the " + side;
            }
            if (lack.isEmpty()) {
                judge(ending, side, judged);
            } else {
                judged.notShown.put(side, lack);
            }
        }
        return judged;
    }

    private static void judge(Ending ending, Side side, Judged judged) {
        Observed observed = Observed.of(trace(ending, side), profile(ending, side));
        int kept = 0;
        for (Rule rule : rules()) {
            Judgement judgement = rule.judge(observed);
            if (judgement instanceof Judgement.Pass) {
                kept++;
            } else if (judgement instanceof Judgement.Fail f) {
                int shown = shown(observed.trace().events(), f);
                if (shown >= 0) {
                    long frame = ending.packets().get(shown).frame();
                    judged.broken.add(new Broken(side, rule, frame, f.expected(), f.actual()));
                }
            }
        }
        judged.kept.put(side, kept);
    }

    /** The packet that was wrong to send, or with which silence was broken; -1 when something is only missing. */
    private static int shown(List<Event> events, Judgement.Fail fail) {
        int at = fail.event();
        if (fail.expected().startsWith("silence") || fail.expected().startsWith("anything but")) {
            while (at < events.size() && !(events.get(at) instanceof Event.Sent)) {
                at++;
            }
        }
        return at < events.size() && events.get(at) instanceof Event.Sent ? at : -1;
    }

    /** What passed at that end. */
    private static Trace trace(Ending ending, Side side) {
        Ending.Peer own = side == Side.CLIENT ? ending.client() : ending.server();
        List<Event> events = new ArrayList<>();
        for (Seen s : ending.packets()) {
            boolean sent = s.srcPort() == own.port() && s.src().equals(own.address());
            long at = Math.max(0, s.at() - ending.from());
            events.add(sent ? new Event.Sent(at, s.packet(), false) : new Event.Arrived(at, s.packet()));
        }
        return new Trace("the " + side, 0, events);
    }

    /** Of a stack of which nothing is known: no rule that is asked hangs on its times. */
    private static Profile profile(Ending ending, Side side) {
        Ending.Peer own = side == Side.CLIENT ? ending.client() : ending.server();
        Ending.Peer peer = side == Side.CLIENT ? ending.server() : ending.client();
        return new Profile(
                "the " + side,
                Profile.Clock.WALL,
                own.address(),
                peer.address(),
                null,
                null,
                Time.seconds(60),
                Time.seconds(1),
                Time.ms(10),
                Time.ms(200),
                Set.of(),
                Set.of());
    }
}
