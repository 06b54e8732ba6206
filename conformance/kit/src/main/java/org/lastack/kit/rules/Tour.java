package org.lastack.kit.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.host.Call.How;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Flags;
import org.lastack.tcp.State;

/**
 * The scenarios that a rule is always tried with, besides those that are drawn: each stimulus of the matrix (catalogue §4) in
 * each state that it can meet, so that no cell is left to chance.
 */
public final class Tour {
    /** Long enough for an answer, and for a FIN that is outstanding to come again. */
    private static final Span WATCH = Span.SILENCE;

    private static final TsRef LONG_AGO = TsRef.recent(-100_000);
    private static final int UNSENT = 1000;

    /** Where a connection is; ORPHAN is FIN-WAIT-2 after close(), HELD after a half-close. */
    private enum Place {
        ESTABLISHED,
        FIN_WAIT_1,
        HELD,
        ORPHAN,
        CLOSE_WAIT,
        CLOSING,
        LAST_ACK,
        TIME_WAIT
    }

    private static final Set<Place> ALL = EnumSet.allOf(Place.class);
    private static final Set<Place> OPEN = EnumSet.range(Place.ESTABLISHED, Place.ORPHAN);
    private static final Set<Place> ENDED = EnumSet.range(Place.CLOSE_WAIT, Place.TIME_WAIT);
    private static final Set<Place> FIN_OUT = EnumSet.of(Place.FIN_WAIT_1, Place.CLOSING, Place.LAST_ACK);

    /** A stimulus, where it is tried, and whether both sides use timestamps. */
    private record Stop(Template stimulus, Set<Place> places, boolean timestamps) {
        Stop(Template stimulus, Set<Place> places) {
            this(stimulus, places, false);
        }
    }

    private static final SeqRef EDGE = new SeqRef(SeqRef.Base.RIGHT_EDGE, 0);
    private static final SeqRef INSIDE = SeqRef.rcvNxt(100);
    private static final Template ACK_OF_FIN = Template.ack();

    private static final Map<String, List<Stop>> STOPS = Map.ofEntries(
            Map.entry("RA-EXACT", List.of(new Stop(Template.rst().at(SeqRef.RCV_NXT), ALL))),
            Map.entry("RA-INWIN", List.of(new Stop(Template.rst().at(INSIDE), ALL))),
            Map.entry(
                    "RA-OUTWIN",
                    List.of(
                            new Stop(Template.rst().at(SeqRef.rcvNxt(-1)), ALL),
                            new Stop(Template.rst().at(EDGE), ALL))),
            Map.entry("SY-CHALLENGE", List.of(new Stop(Template.syn().at(INSIDE), ALL))),
            Map.entry("RG-SYNC", List.of(new Stop(Template.syn().at(SeqRef.rcvNxt(-5)), ALL))),
            Map.entry("FO-DUP", List.of(new Stop(nothingNew(Template.finAgain()), ENDED))),
            Map.entry("FO-BEYOND", List.of(new Stop(nothingNew(Template.data(5).at(SeqRef.RCV_NXT)), ENDED))),
            Map.entry(
                    "FO-STRADDLE",
                    List.of(new Stop(nothingNew(Template.fin().with(5).at(SeqRef.peerFin(-2))), ENDED))),
            Map.entry("HC-RECV", List.of(new Stop(nothingNew(Template.data(5)), OPEN))),
            Map.entry("FO-HOLE", List.of(new Stop(nothingNew(Template.fin().at(INSIDE)), OPEN))),
            Map.entry(
                    "RB-ACKUNSENT",
                    List.of(
                            new Stop(Template.ack().acking(AckRef.unsent(UNSENT)), ALL),
                            new Stop(Template.fin().acking(AckRef.unsent(UNSENT)), OPEN),
                            new Stop(Template.finAgain().acking(AckRef.unsent(UNSENT)), EnumSet.of(Place.TIME_WAIT)))),
            Map.entry(
                    "RB-OOW",
                    List.of(
                            new Stop(ACK_OF_FIN.at(SeqRef.rcvNxt(-5)), with(FIN_OUT, Place.TIME_WAIT)),
                            new Stop(ACK_OF_FIN.at(INSIDE), FIN_OUT))),
            Map.entry("RB-NOACK", List.of(new Stop(Template.of(Flags.FIN).at(SeqRef.RCV_NXT), ALL))),
            Map.entry("OR-KEEPALIVE", List.of(new Stop(nothingNew(Template.ack().at(SeqRef.rcvNxt(-1))), ALL))),
            Map.entry("RB-CHECKSUM", List.of(new Stop(nothingNew(Template.fin()).withBadChecksum(), ALL))),
            Map.entry("TS-PAWS", List.of(new Stop(nothingNew(Template.fin()).withTsVal(LONG_AGO), ALL, true))),
            Map.entry(
                    "TS-RST", List.of(new Stop(Template.rst().at(SeqRef.RCV_NXT).withTsVal(LONG_AGO), ALL, true))));

    private Tour() {}

    /** Unless a stimulus is about its ACK field, that must not acknowledge our FIN: two stimuli in one. */
    private static Template nothingNew(Template segment) {
        return segment.acking(AckRef.NOTHING_NEW);
    }

    private static Set<Place> with(Set<Place> some, Place further) {
        Set<Place> all = EnumSet.copyOf(some);
        all.add(further);
        return all;
    }

    /** Returns the scenarios that the rule is always tried with on such a stack; none for most rules. */
    public static List<Scenario> of(Rule rule, Profile profile) {
        List<Scenario> scenarios = new ArrayList<>();
        for (Stop stop : STOPS.getOrDefault(rule.id(), List.of())) {
            for (Place place : stop.places()) {
                if (place != Place.HELD || profile.has(Feature.HALFCLOSE)) {
                    scenarios.add(scenario(stop, place));
                }
            }
        }
        if (profile.has(Feature.HALFCLOSE)) {
            scenarios.addAll(CallTour.of(rule));
        }
        return scenarios;
    }

    private static Scenario scenario(Stop stop, Place place) {
        Script script = Script.begin().peer(Scenario.Peer.PLAIN.withTimestamps(stop.timestamps()));
        enter(script, place).send(stop.stimulus()).pass(WATCH);
        return Kept.ask(script, state(place)).build();
    }

    private static Script enter(Script script, Place place) {
        return switch (place) {
            case HELD ->
                script.open(Opener.PEER).shutdown(How.WR).await(Expect.FIN).send(Template.ack());
            case TIME_WAIT ->
                Paths.into(script, State.FIN_WAIT_2, Opener.PEER, false)
                        .send(Template.fin())
                        .await(Expect.ACK_OF_ALL);
            default -> Paths.into(script, state(place), Opener.PEER, false);
        };
    }

    private static State state(Place place) {
        return switch (place) {
            case HELD, ORPHAN -> State.FIN_WAIT_2;
            default -> State.valueOf(place.name());
        };
    }
}
