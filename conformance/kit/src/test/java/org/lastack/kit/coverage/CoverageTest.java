package org.lastack.kit.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Position;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;

class CoverageTest {
    private static final Profile PROFILE = ReferenceStack.rfc9293().profile();

    @Test
    void the_matrices_have_the_cells_of_the_catalogue() {
        List<Matrix> matrices = new Coverage(PROFILE).matrices();
        assertEquals(List.of(20, 4), matrices.stream().map(m -> m.rows().size()).toList());
        assertEquals(
                List.of(8, 8), matrices.stream().map(m -> m.states().size()).toList());
        // Of 160 cells the catalogue leaves out 32: before the peer's FIN some cannot be, after it others.
        assertEquals(List.of(128, 32), matrices.stream().map(Matrix::cells).toList());
        assertEquals(List.of(0, 0), matrices.stream().map(Matrix::covered).toList());
        assertEquals(128, matrices.get(0).holes().size());
    }

    @Test
    void a_rst_is_told_by_its_place() {
        assertMet(established(), Template.rst().at(Position.LEFT_EDGE.seq()), "RST at RCV.NXT, in ESTABLISHED");
        assertMet(finWait1(), Template.rst().at(Position.SECOND.seq()), "RST elsewhere in the window, in FIN-WAIT-1");
        assertMet(
                held(),
                Template.rst().at(Position.RIGHT_EDGE.seq()),
                "RST elsewhere in the window, in FIN-WAIT-2, held");
        assertMet(orphan(), Template.rst().at(Position.LEFT_OUTSIDE.seq()), "RST at RCV.NXT-1, in FIN-WAIT-2, orphan");
        assertMet(closing(), Template.rst().at(Position.RIGHT_OUTSIDE.seq()), "RST at RCV.NXT+RCV.WND, in CLOSING");
        assertMet(closing(), Template.rst().at(Position.FAR_ABOVE.seq()));
    }

    @Test
    void a_syn_is_told_by_its_place_whatever_else_it_has() {
        assertMet(closeWait(), Template.syn().at(Position.MIDDLE.seq()), "SYN in the window, in CLOSE-WAIT");
        assertMet(
                lastAck(),
                Template.of(Flags.SYN | Flags.ACK).at(Position.FAR_BELOW.seq()),
                "SYN outside the window, in LAST-ACK");
        assertMet(timeWait(), Template.of(Flags.SYN | Flags.RST).at(SeqRef.RCV_NXT), "RST at RCV.NXT, in TIME-WAIT");
    }

    @Test
    void text_and_fin_are_told_by_where_they_lie() {
        assertMet(established(), Template.data(10), "text in order, in ESTABLISHED");
        assertMet(held(), Template.fin().with(10), "text in order, in FIN-WAIT-2, held");
        assertMet(established(), Template.fin().at(SeqRef.rcvNxt(5)), "FIN beyond a hole, in ESTABLISHED");
        assertMet(established(), Template.fin());
        assertMet(closeWait(), Template.finAgain(), "the peer's FIN again, in CLOSE-WAIT");
        assertMet(closing(), Template.data(3).at(SeqRef.RCV_NXT), "text behind the peer's FIN, at RCV.NXT, in CLOSING");
        assertMet(
                lastAck(),
                Template.data(9).at(SeqRef.peerFin(-5)),
                "text from before the peer's FIN to beyond it, in LAST-ACK");
        assertMet(lastAck(), Template.data(5).at(SeqRef.peerFin(-5)));
    }

    @Test
    void an_ack_is_told_by_what_it_covers() {
        assertMet(finWait1(), Template.ack().acking(AckRef.unsent(1)), "ACK of what was not sent, in FIN-WAIT-1");
        assertMet(
                orphan(),
                Template.fin().acking(AckRef.unsent(1)),
                "FIN with an ACK of what was not sent, in FIN-WAIT-2, orphan");
        assertMet(
                timeWait(),
                Template.finAgain().acking(AckRef.unsent(1)),
                "FIN with an ACK of what was not sent, in TIME-WAIT");
        assertMet(
                closing(),
                Template.ack().at(SeqRef.rcvNxt(-9)),
                "ACK of the stack's FIN, SEQ below RCV.NXT, in CLOSING");
        assertMet(
                lastAck(),
                Template.ack().at(SeqRef.rcvNxt(9)),
                "ACK of the stack's FIN, SEQ in the window beyond RCV.NXT, in LAST-ACK");
        assertMet(closing(), Template.ack().acking(AckRef.BUT_FIN).at(SeqRef.rcvNxt(-9)));
        assertMet(closing(), Template.ack().acking(AckRef.BUT_FIN));
        assertMet(established(), Template.of(Flags.FIN), "no ACK bit, in ESTABLISHED");
    }

    @Test
    void one_segment_may_be_several_things() {
        assertMet(
                finWait1(),
                Template.ack().at(SeqRef.rcvNxt(-1)),
                "ACK of the stack's FIN, SEQ below RCV.NXT, in FIN-WAIT-1",
                "keep-alive probe: SEQ=RCV.NXT-1, at most one octet, in FIN-WAIT-1");
    }

    @Test
    void a_wrong_checksum_is_that_and_nothing_else() {
        assertMet(held(), Template.rst().at(SeqRef.RCV_NXT).withBadChecksum(), "wrong checksum, in FIN-WAIT-2, held");
    }

    @Test
    void an_old_timestamp_hides_what_the_segment_would_be() {
        Script stamped = Script.begin();
        stamped.peer(stamped.peer().withTimestamps(true))
                .open(Opener.PEER)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL);
        assertMet(stamped, Template.finAgain().withTsVal(TsRef.clock(-500)), "old timestamp, no RST, in CLOSE-WAIT");
        stamped = Script.begin();
        stamped.peer(stamped.peer().withTimestamps(true)).open(Opener.PEER);
        assertMet(
                stamped,
                Template.rst().at(SeqRef.RCV_NXT).withTsVal(TsRef.clock(-500)),
                "RST at RCV.NXT with an old timestamp, in ESTABLISHED");
    }

    @Test
    void when_time_wait_is_over_nothing_meets_it() {
        assertMet(timeWait().pass(Span.ofTwoMsl(99)), Template.finAgain(), "the peer's FIN again, in TIME-WAIT");
        assertMet(timeWait().pass(Span.ofTwoMsl(101)), Template.finAgain());
    }

    @Test
    void what_the_network_loses_met_nothing() {
        Scenario scenario = established().sendLost(Template.data(10)).build();
        assertEquals(0, counts(scenario).get("text in order, in ESTABLISHED"));
    }

    @Test
    void calls_are_told_by_the_state_of_their_socket() {
        Map<String, Integer> counts = counts(Script.begin()
                .listen()
                .step(new Step.DoOnListener(new Call.Read(1)))
                .step(new Step.DoOnListener(new Call.Close()))
                .step(new Step.DoOnListener(new Call.Write(Bytes.fromHex("00"))))
                .connect()
                .readOnce()
                .handshakeReply()
                .write(10)
                .call(new Call.Shutdown(How.RD))
                .shutdown(How.WR)
                .write(10)
                .option(SocketOption.LINGER, 0)
                .close()
                .readOnce()
                .build());
        counts.values().removeIf(n -> n == 0);
        assertEquals(
                Map.of(
                        "RECEIVE, in LISTEN", 1,
                        "CLOSE, in LISTEN", 1,
                        "RECEIVE, in SYN-SENT", 1,
                        "SEND, in ESTABLISHED", 1,
                        "CLOSE, in ESTABLISHED", 1,
                        "SEND, in FIN-WAIT-1 or 2", 1,
                        "ABORT, in FIN-WAIT-1 or 2", 1),
                counts);
    }

    @Test
    void what_needs_a_feature_is_no_hole_without_it() {
        Profile bare = new Profile(
                "bare",
                Profile.Clock.VIRTUAL,
                PROFILE.local4(),
                PROFILE.peer4(),
                null,
                null,
                1,
                1,
                0,
                0,
                Set.of(Feature.LINGER),
                Set.of());
        List<Matrix> matrices = new Coverage(bare).matrices();
        // No timestamps: two rows of eight. No half-close: one column of all rows that it has, less the two.
        assertEquals(128 - 16 - 13, matrices.get(0).cells());
        assertEquals("paws", matrices.get(0).rows().get(18).unclaimed().get("CLOSING"));
        assertEquals("halfclose", matrices.get(0).rows().get(0).unclaimed().get("FIN-WAIT-2, held"));
        // Who cannot close one direction has no socket any more in three columns.
        assertEquals(32 - 12, matrices.get(1).cells());
    }

    private static Script established() {
        return Script.begin().open(Opener.PEER);
    }

    private static Script finWait1() {
        return established().shutdown(How.WR).await(Expect.FIN);
    }

    private static Script held() {
        return finWait1().send(Template.ack());
    }

    private static Script orphan() {
        return established().close().await(Expect.FIN).send(Template.ack());
    }

    private static Script closeWait() {
        return established().send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    private static Script closing() {
        return finWait1().send(Template.fin().acking(AckRef.BUT_FIN)).await(Expect.ACK_OF_ALL);
    }

    private static Script lastAck() {
        return closeWait().close().await(Expect.FIN);
    }

    private static Script timeWait() {
        return held().send(Template.fin()).await(Expect.ACK_OF_ALL);
    }

    /** Asserts which cells count one more when the segment comes at the end of the script. */
    private static void assertMet(Script script, Template segment, String... cells) {
        Map<String, Integer> before = counts(script.build());
        Map<String, Integer> after = counts(script.send(segment).build());
        after.entrySet().removeIf(e -> e.getValue().equals(before.get(e.getKey())));
        assertEquals(Set.of(cells), after.keySet());
        after.forEach((cell, count) -> assertEquals(before.getOrDefault(cell, 0) + 1, count, cell));
    }

    private static Map<String, Integer> counts(Scenario scenario) {
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, new VirtualRunner(ReferenceStack::rfc9293).run(scenario));
        Coverage coverage = new Coverage(PROFILE);
        coverage.add(Observed.of(ran.trace(), PROFILE));
        Map<String, Integer> counts = new TreeMap<>();
        for (Matrix matrix : coverage.matrices()) {
            for (Matrix.Row row : matrix.rows()) {
                row.counts().forEach((state, count) -> counts.put(row.stimulus() + ", in " + state, count));
            }
            assertEquals(matrix.cells(), matrix.covered() + matrix.holes().size());
        }
        return counts;
    }
}
