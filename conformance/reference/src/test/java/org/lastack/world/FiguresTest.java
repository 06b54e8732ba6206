package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.host.Tuple;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

/** The figures of RFC 9293 §3.5 and §3.6, with the numbers that stand there. */
class FiguresTest {
    enum Preset {
        RFC9293(Settings.rfc9293()),
        LINUX(Settings.linux());

        final Settings settings;

        Preset(Settings settings) {
            this.settings = settings;
        }
    }

    /** A host whose first sequence number is given. */
    private static Host host(Settings settings, String address, int iss) {
        return new Host(settings, IpAddress.of(address)) {
            @Override
            protected int isn(Tuple tuple) {
                return iss;
            }
        };
    }

    /** Segments and states of one side, as the figures write them. */
    private static List<String> story(Application side, long from) {
        List<String> lines = new ArrayList<>();
        for (Event event : side.trace().events()) {
            if (event.at() < from) {
                continue;
            }
            if (event instanceof Event.InState s) {
                lines.add(s.state().toString());
            } else if (event instanceof Event.Sent s) {
                lines.add("--> " + numbers(s.packet().segment()));
            } else if (event instanceof Event.Arrived a) {
                lines.add("<-- " + numbers(a.packet().segment()));
            }
        }
        return lines;
    }

    private static String numbers(Segment s) {
        return s.withWindow(0).toString().replace("<WND=0>", "");
    }

    @ParameterizedTest
    @EnumSource
    void basicThreeWayHandshakeOfFigure6(Preset preset) {
        Simulation sim = new Simulation(
                host(preset.settings, "192.0.2.1", 100),
                host(preset.settings, "192.0.2.2", 300),
                Network.perfect(1000));
        sim.server().listen(1, 80);
        sim.client().connect(1, 80);
        sim.run(Time.SECOND);
        assertEquals(
                List.of(
                        "SYN-SENT",
                        "--> <SEQ=100><CTL=SYN>",
                        "<-- <SEQ=300><ACK=101><CTL=SYN,ACK>",
                        "ESTABLISHED",
                        "--> <SEQ=101><ACK=301><CTL=ACK>"),
                story(sim.client(), 0));
        assertEquals(Result.ok(), sim.client().completed(1));
        assertEquals(Result.ok(), sim.server().accept(2, 1));
        assertEquals(State.ESTABLISHED, sim.server().state(2));
    }

    @ParameterizedTest
    @EnumSource
    void normalCloseOfFigure12(Preset preset) {
        Simulation sim = new Simulation(
                host(preset.settings, "192.0.2.1", 99), host(preset.settings, "192.0.2.2", 299), Network.perfect(1000));
        open(sim);
        long start = sim.now();
        sim.client().shutdown(1);
        sim.run(Time.SECOND);
        sim.server().shutdown(2);
        sim.run(10 * Time.MINUTE);
        assertEquals(
                List.of(
                        "FIN-WAIT-1",
                        "--> <SEQ=100><ACK=300><CTL=FIN,ACK>",
                        "<-- <SEQ=300><ACK=101><CTL=ACK>",
                        "FIN-WAIT-2",
                        "<-- <SEQ=300><ACK=101><CTL=FIN,ACK>",
                        "TIME-WAIT",
                        "--> <SEQ=101><ACK=301><CTL=ACK>",
                        "CLOSED"),
                story(sim.client(), start));
        assertEquals(
                List.of(
                        "<-- <SEQ=100><ACK=300><CTL=FIN,ACK>",
                        "CLOSE-WAIT",
                        "--> <SEQ=300><ACK=101><CTL=ACK>",
                        "LAST-ACK",
                        "--> <SEQ=300><ACK=101><CTL=FIN,ACK>",
                        "<-- <SEQ=101><ACK=301><CTL=ACK>",
                        "CLOSED"),
                inFigureOrder(story(sim.server(), start)));
    }

    /** RFC 9293 enters LAST-ACK when the FIN has gone out, Linux just before: the figure shows the state first. */
    private static List<String> inFigureOrder(List<String> story) {
        List<String> ordered = new ArrayList<>(story);
        int state = ordered.indexOf("LAST-ACK");
        int fin = ordered.indexOf("--> <SEQ=300><ACK=101><CTL=FIN,ACK>");
        if (fin == state - 1) {
            ordered.set(fin, ordered.set(state, ordered.get(fin)));
        }
        return ordered;
    }

    @ParameterizedTest
    @EnumSource
    void simultaneousCloseOfFigure13(Preset preset) {
        Simulation sim = new Simulation(
                host(preset.settings, "192.0.2.1", 99), host(preset.settings, "192.0.2.2", 299), Network.perfect(1000));
        open(sim);
        long start = sim.now();
        sim.client().shutdown(1);
        sim.server().shutdown(2);
        sim.run(10 * Time.MINUTE);
        assertEquals(
                List.of(
                        "FIN-WAIT-1",
                        "--> <SEQ=100><ACK=300><CTL=FIN,ACK>",
                        "<-- <SEQ=300><ACK=100><CTL=FIN,ACK>",
                        "CLOSING",
                        "--> <SEQ=101><ACK=301><CTL=ACK>",
                        "<-- <SEQ=301><ACK=101><CTL=ACK>",
                        "TIME-WAIT",
                        "CLOSED"),
                story(sim.client(), start));
        assertEquals(
                List.of(
                        "FIN-WAIT-1",
                        "--> <SEQ=300><ACK=100><CTL=FIN,ACK>",
                        "<-- <SEQ=100><ACK=300><CTL=FIN,ACK>",
                        "CLOSING",
                        "--> <SEQ=301><ACK=101><CTL=ACK>",
                        "<-- <SEQ=101><ACK=301><CTL=ACK>",
                        "TIME-WAIT",
                        "CLOSED"),
                story(sim.server(), start));
    }

    private static void open(Simulation sim) {
        sim.server().listen(1, 80);
        sim.client().connect(1, 80);
        sim.run(Time.SECOND);
        assertEquals(Result.ok(), sim.server().accept(2, 1));
    }
}
