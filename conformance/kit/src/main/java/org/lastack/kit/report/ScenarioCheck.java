package org.lastack.kit.report;

import org.lastack.host.Call;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.tcp.Time;

/** Whether a scenario that somebody hands on is one that can be run: nothing in it is larger than a run can be. */
final class ScenarioCheck {
    /** Far more than any of the suite's, which have some dozens. */
    private static final int MOST_STEPS = 1000;

    private static final int MOST_SETTINGS = 50;

    /** See {@code PortBlock}: each connection has ports and sockets of its own. */
    private static final int CONNECTIONS = 16;

    /** Of all writes together, and of one read; the suite's have some thousands. */
    private static final int MOST_OCTETS = 16 << 20;

    /** Of one segment, in octets: what fits into a packet besides the headers. */
    private static final int MOST_TEXT = 65_535 - 100;

    /** Shorter than any link fills its frames up. */
    private static final int MOST_PADDING = 64;

    /** What MSS and timestamps leave of the 40 octets of options. */
    private static final int MOST_OPTIONS = 40 - 4 - 12;

    private static final int ALL_FLAGS = 0xfff;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_WINDOW = 1 << 30;
    private static final int MOST_PERCENT = 10_000;

    /** All waits together; the longest of the suite's is 50 days, after which a clock of milliseconds begins anew. */
    private static final long MOST_TIME = Time.seconds(365L * 24 * 3600);

    private final String where;
    private long time;
    private long octets;

    private ScenarioCheck(String where) {
        this.where = where;
    }

    /**
     * Checks a scenario.
     *
     * @throws IllegalArgumentException when it is none that can be run; the message is one line
     */
    static void check(Scenario scenario, String where) {
        new ScenarioCheck(where).scenario(scenario);
    }

    private void scenario(Scenario scenario) {
        require(scenario.settings().size() <= MOST_SETTINGS, "more than " + MOST_SETTINGS + " settings");
        scenario.settings().keySet().forEach(this::knob);
        Scenario.Peer peer = scenario.peer();
        between(0, peer.mss(), 65_535, "an MSS");
        between(0, peer.window(), MOST_WINDOW, "a window");
        between(0, peer.scale() == null ? 0 : peer.scale(), 255, "a window scale");
        require(scenario.steps().size() <= MOST_STEPS, "more than " + MOST_STEPS + " steps");
        scenario.steps().forEach(this::step);
    }

    private void knob(String name) {
        boolean plain = !name.isEmpty() && name.length() <= 64 && name.chars().allMatch(ScenarioCheck::ofKnob);
        require(plain, "a setting that no knob is called: " + Text.line(name, 40));
    }

    private static boolean ofKnob(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
    }

    private void step(Step step) {
        if (step instanceof Step.Connect s) {
            connection(s.conn());
        } else if (step instanceof Step.Accept s) {
            connection(s.conn());
            span(s.limit());
        } else if (step instanceof Step.Do s) {
            connection(s.conn());
            call(s.call());
        } else if (step instanceof Step.DoOnListener s) {
            call(s.call());
        } else if (step instanceof Step.Write s) {
            connection(s.conn());
            write(s.octets());
        } else if (step instanceof Step.Read s) {
            connection(s.conn());
            between(0, s.total(), Integer.MAX_VALUE, "a read of octets");
            span(s.limit());
        } else if (step instanceof Step.Send s) {
            connection(s.conn());
            segment(s.segment());
        } else if (step instanceof Step.Icmp s) {
            connection(s.conn());
        } else if (step instanceof Step.Await s) {
            connection(s.conn());
            span(s.limit());
        } else if (step instanceof Step.Pass s) {
            span(s.span());
        } else if (step instanceof Step.AutoAck s) {
            connection(s.conn());
        } else if (step instanceof Step.LoseNext s) {
            connection(s.conn());
            between(0, s.packets(), Integer.MAX_VALUE, "a loss of packets");
        }
    }

    private void segment(Template segment) {
        between(0, segment.flags(), ALL_FLAGS, "flags");
        between(Template.TO_EDGE_BUT_ONE, segment.length(), MOST_TEXT, "a length");
        between(-1, segment.window(), MOST_WINDOW, "a window");
        between(0, segment.padding() == null ? 0 : segment.padding(), MOST_PADDING, "a padding of octets");
        between(0, segment.urgent(), 65_535, "an urgent pointer");
        between(0, segment.options().length(), MOST_OPTIONS, "further options of octets");
    }

    private void call(Call call) {
        if (call instanceof Call.Listen c) {
            between(0, c.port(), MOST_PORT, "a port");
        } else if (call instanceof Call.Connect c) {
            between(0, c.srcPort(), MOST_PORT, "a port");
            between(0, c.port(), MOST_PORT, "a port");
            require(c.local().isV6() == c.remote().isV6(), "a connect between two families");
        } else if (call instanceof Call.Accept c) {
            between(0, c.listener(), 2 * CONNECTIONS, "a listener");
        } else if (call instanceof Call.Write c) {
            write(c.data().length());
        } else if (call instanceof Call.Read c) {
            between(0, c.most(), MOST_OCTETS, "a read of octets");
        } else if (call instanceof Call.Receive c) {
            between(0, c.most(), MOST_OCTETS, "a read of octets");
        }
    }

    private void write(int length) {
        between(0, length, MOST_OCTETS, "a write of octets");
        octets += length;
        require(octets <= MOST_OCTETS, "more than " + MOST_OCTETS + " octets are written");
    }

    private void span(Span span) {
        between(0, span.percent(), MOST_PERCENT, "a span in percent");
        require(span.plus() >= -MOST_TIME && span.plus() <= MOST_TIME, "a span of " + span.plus() + " µs");
        time += Math.abs(span.plus());
        require(time <= MOST_TIME, "it takes more than a year");
    }

    private void connection(int number) {
        between(0, number, CONNECTIONS - 1, "a connection");
    }

    private void between(int low, int value, int high, String what) {
        require(value >= low && value <= high, what + " cannot be " + value);
    }

    private void require(boolean holds, String otherwise) {
        ReportCheck.require(holds, where, otherwise);
    }
}
