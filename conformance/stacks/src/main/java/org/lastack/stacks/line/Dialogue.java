package org.lastack.stacks.line;

import java.util.List;
import java.util.function.Predicate;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Segment;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;

/**
 * A short scenario that shows whether a shim does one thing, without any rule: what its author wants to know first.
 *
 * @param what what the stack should do, as {@code it …}
 * @param shows whether a run shows that it does
 * @param look what to look at when it does not
 */
public record Dialogue(String what, Scenario scenario, Predicate<Trace> shows, String look) {
    private static final int OCTETS = 5;

    /** Returns all of them, each of which needs those before it. */
    public static List<Dialogue> all() {
        return List.of(
                listens(),
                hasNobody(),
                answersSyn(),
                accepts(),
                writes(),
                reads(),
                repeats(),
                closes(),
                connects(),
                survives());
    }

    private static Dialogue listens() {
        return new Dialogue(
                "listens on a port",
                Script.begin().listen().build(),
                t -> returned(t, Call.Listen.class, Result.ok()),
                "listen S PORT: the answer is ok");
    }

    private static Dialogue hasNobody() {
        return new Dialogue(
                "has nobody to accept before anybody came",
                Script.begin().listen().step(new Step.Accept(0, Span.ms(0))).build(),
                t -> returned(t, Call.Accept.class, Result.failed(Errno.EAGAIN)),
                "accept S LISTENER: the answer is err EAGAIN as long as no connection is established");
    }

    private static Dialogue answersSyn() {
        return new Dialogue(
                "answers a SYN with a SYN,ACK",
                Script.begin().listen().send(Template.syn()).await(Expect.SYN).build(),
                t -> sent(t, s -> s.syn() && s.hasAck()),
                "deliver HEX: a whole IP packet arrived; the answer to it is a line packet HEX, before ok");
    }

    private static Dialogue accepts() {
        return new Dialogue(
                "accepts the connection when the handshake is over",
                Script.begin().open(Opener.PEER).build(),
                t -> returned(t, Call.Accept.class, Result.ok()),
                "accept S LISTENER: the answer is ok, and S is the number of the connection from then on");
    }

    private static Dialogue writes() {
        return new Dialogue(
                "sends what is written",
                Script.begin()
                        .open(Opener.PEER)
                        .write(OCTETS)
                        .await(Expect.ALL_DATA)
                        .build(),
                t -> sent(t, s -> s.data().equals(Bytes.pattern(0, OCTETS))),
                "write S N: the next N octets of the pattern 0, 1, … 250, 0, … go out; the answer is ok and how many");
    }

    private static Dialogue reads() {
        return new Dialogue(
                "reads what arrived",
                Script.begin()
                        .open(Opener.PEER)
                        .send(Template.data(OCTETS))
                        .read(OCTETS)
                        .build(),
                Dialogue::readAll,
                "read S MOST: the answer is ok, how many octets, and these in hex");
    }

    private static boolean readAll(Trace trace) {
        Bytes all = Bytes.EMPTY;
        for (Event event : trace.events()) {
            if (event instanceof Event.Returned r && r.result() instanceof Result.Data data) {
                all = all.plus(data.octets());
            }
        }
        return all.length() == OCTETS;
    }

    private static Dialogue repeats() {
        return new Dialogue(
                "sends what nobody acknowledges once more when time passes",
                Script.begin()
                        .open(Opener.PEER)
                        .write(OCTETS)
                        .await(Expect.ALL_DATA)
                        .pass(Span.ofRto(300).plusMs(1000))
                        .build(),
                t -> count(t, s -> !s.data().isEmpty()) >= 2,
                "advance MS: time passes up to the first thing that the stack says; rto_ms is its first timeout");
    }

    private static Dialogue closes() {
        return new Dialogue(
                "sends a FIN when the application closes",
                Script.begin().open(Opener.PEER).close().await(Expect.FIN).build(),
                t -> sent(t, Segment::fin),
                "close S: the answer is ok, and what follows goes on without the application");
    }

    private static Dialogue connects() {
        return new Dialogue(
                "connects, and says when that is done",
                Script.begin().open(Opener.STACK).build(),
                t -> sent(t, Segment::syn) && returned(t, Call.Connect.class, Result.ok()),
                "connect S ADDRESS PORT SRCPORT: a SYN goes out, the answer is pending, and later comes done S connect ok");
    }

    private static Dialogue survives() {
        return new Dialogue(
                "takes no notice of a segment with a wrong checksum",
                Script.begin()
                        .open(Opener.PEER)
                        .send(Template.data(OCTETS).withBadChecksum())
                        .readOnce()
                        .build(),
                t -> returned(t, Call.Read.class, Result.failed(Errno.EAGAIN)),
                "deliver HEX: what is not well formed is dropped; a read of nothing is err EAGAIN");
    }

    private static boolean returned(Trace trace, Class<? extends Call> call, Result result) {
        return trace.events().stream()
                .anyMatch(e -> e instanceof Event.Returned r
                        && call.isInstance(r.call())
                        && r.result().equals(result));
    }

    private static boolean sent(Trace trace, Predicate<Segment> what) {
        return count(trace, what) > 0;
    }

    private static long count(Trace trace, Predicate<Segment> what) {
        return trace.events().stream()
                .filter(e -> e instanceof Event.Sent s && what.test(s.packet().segment()))
                .count();
    }
}
