package org.lastack.kit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call.How;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;

/** Two references that differ in one knob, and what is said of them. */
class DivergenceTest {
    private static final Settings LINUX = Settings.linux();
    private static final Span SETTLE = Span.ms(260);

    private static Script established() {
        return Script.begin().open(Opener.PEER).pass(SETTLE);
    }

    private static Observed seen(Settings settings, Scenario scenario) throws InterruptedException {
        ReferenceStack stack = new ReferenceStack("one", settings);
        Runner.Outcome outcome = new VirtualRunner(() -> new ReferenceStack("one", settings))
                .run(Set.of(scenario), Runner.Progress.SILENT)
                .get(scenario);
        return Observed.of(assertInstanceOf(Runner.Outcome.Ran.class, outcome).trace(), stack.profile());
    }

    private static void parts(String where, Settings other, Script script) throws InterruptedException {
        Scenario scenario = script.pass(SETTLE).build();
        assertEquals(where, "" + Divergence.of(seen(LINUX, scenario), seen(other, scenario)), scenario::toString);
    }

    @Test
    void the_state_the_segment_and_both_answers_are_named() throws InterruptedException {
        Script orphan = established().close().pass(SETTLE).send(Template.ack()).pass(SETTLE);
        parts(
                "FIN-WAIT-2, orphan; RST at the window: ACK | silence",
                LINUX.with(Knob.REDUCED_CHECKS, 1),
                orphan.send(Template.rst().at(Position.MIDDLE.seq())));
        parts(
                "CLOSE-WAIT; FIN,ACK at RCV.NXT with text acking nothing new: silence | ACK",
                LINUX.with(Knob.SILENT_BEYOND_FIN, 0),
                established()
                        .send(Template.fin())
                        .pass(SETTLE)
                        .send(Template.fin().with(3)));
        parts(
                "ESTABLISHED; abort: ok + RST,ACK | ok + RST",
                LINUX.with(Knob.ABORT_RST_HAS_ACK, 0),
                established().abort());
    }

    @Test
    void the_same_words_with_other_numbers_are_told_apart() throws InterruptedException {
        parts(
                "ESTABLISHED; PSH,ACK at RCV.NXT with text acking nothing new: ACK | ACK of 200 less",
                LINUX.with(Knob.RCVBUF, 100),
                established().send(Template.data(300)));
        parts(
                "ESTABLISHED; write: ok 900 + text + ACK (900 octets, ) | ok 900 + text + ACK (100 octets, )",
                LINUX.with(Knob.MSS, 100).with(Knob.CWND, 1),
                established().write(900));
    }

    @Test
    void how_text_is_cut_and_what_is_sent_again_is_left_to_the_stack() throws InterruptedException {
        parts("null", LINUX.with(Knob.MSS, 100), established().write(400));
        parts(
                "null",
                LINUX.with(Knob.RTO_MIN, 50),
                established().shutdown(How.WR).pass(Span.ms(3000)));
    }

    @Test
    void a_loss_counts_when_both_have_seen_one() throws InterruptedException {
        Script script = established().write(10).pass(SETTLE).shutdown(How.WR);
        parts("ESTABLISHED; shutdown wr: ok + FIN + ACK | ok", LINUX.with(Knob.LOSS_WINDOW, 1), script);
        Script again = established().write(10).pass(SETTLE).shutdown(How.WR);
        parts("null", LINUX.with(Knob.RTO_MIN, 1000), again);
        Script acked = established()
                .write(10)
                .pass(SETTLE)
                .send(Template.ack())
                .pass(SETTLE)
                .abort();
        parts("ESTABLISHED; abort: ok + RST,ACK | ok + RST", LINUX.with(Knob.ABORT_RST_HAS_ACK, 0), acked);
    }

    @Test
    void it_ends_where_another_connection_begins() throws InterruptedException {
        Script script = established()
                .shutdown(How.WR)
                .pass(SETTLE)
                .send(Template.fin())
                .pass(SETTLE)
                .send(Template.syn().at(Position.MIDDLE.seq()))
                .pass(SETTLE);
        parts("null", LINUX.with(Knob.REOPEN_FALLS_BACK, 0), script);
        script.send(Template.rst().at(Position.LEFT_EDGE.seq())).pass(SETTLE).send(Template.ack());
        parts("null", LINUX.with(Knob.REOPEN_FALLS_BACK, 0), script);
    }

    @Test
    void what_the_segment_acknowledges_is_named() throws InterruptedException {
        Script script =
                established().write(10).pass(SETTLE).send(Template.ack()).pass(SETTLE);
        parts(
                "ESTABLISHED; FIN,ACK at RCV.NXT acking what is old: ACK | ACK of 1 more",
                LINUX.with(Knob.OLD_ACK_BY_OCTETS, 0),
                script.send(Template.fin().acking(new AckRef(AckRef.Base.SND_UNA, -20))));
    }
}
