package org.lastack.kit.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.ForwardingStack;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;

class VirtualRunnerTest {
    private static final Scenario ONE_SECOND =
            Script.begin().listen().pass(Span.seconds(1)).build();

    @Test
    void a_silent_stack_gives_a_trace_of_the_calls_and_how_long_nothing_came() {
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, run(new Silent(), ONE_SECOND));
        assertEquals(3, ran.trace().events().size(), "the call, its result, and the end");
        assertEquals(
                new Event.Note(Time.SECOND, "end of watching"),
                ran.trace().events().get(2));
    }

    @Test
    void a_socket_that_is_made_where_one_was_closed_has_a_number_of_its_own() {
        List<Integer> made = new ArrayList<>();
        List<Integer> closed = new ArrayList<>();
        Supplier<StackUnderTest> stacks = () -> new ForwardingStack(ReferenceStack.rfc9293()) {
            @Override
            public Result call(int socket, Call call) {
                if (call instanceof Call.Connect) {
                    made.add(socket);
                } else if (call instanceof Call.Abort) {
                    closed.add(socket);
                }
                return super.call(socket, call);
            }
        };
        Scenario scenario = Script.begin()
                .open(Opener.STACK)
                .abort()
                .connect()
                .await(Expect.SYN)
                .handshakeReply()
                .abort()
                .build();
        Outcome.Ran ran = (Outcome.Ran) new VirtualRunner(stacks).run(scenario);
        assertEquals(2, made.size());
        assertNotEquals(made.get(0), made.get(1));
        assertEquals(made, closed, "what is called later is called on the new one");
        assertTrue(
                ran.trace().events().stream().noneMatch(e -> e instanceof Event.Called c && c.socket() > 2),
                "the trace has the number of the scenario");
    }

    /** The application need not close what is over before the next connection comes. */
    @Test
    void a_socket_that_is_made_where_one_still_stands_has_a_number_of_its_own_too() {
        List<Integer> made = new ArrayList<>();
        Supplier<StackUnderTest> stacks = () -> new ForwardingStack(ReferenceStack.rfc9293()) {
            @Override
            public Result call(int socket, Call call) {
                Result result = super.call(socket, call);
                if (call instanceof Call.Accept && result.equals(Result.ok())) {
                    made.add(socket);
                }
                return result;
            }
        };
        Scenario scenario = Script.begin()
                .open(Opener.PEER)
                .send(Template.fin())
                .await(Expect.ACK_OF_ALL)
                .shutdown(Call.How.WR)
                .await(Expect.FIN)
                .send(Template.ack())
                .send(Template.syn())
                .await(Expect.SYN)
                .send(Template.ack())
                .accept()
                .write(5)
                .await(Expect.ALL_DATA)
                .build();
        Outcome.Ran ran = (Outcome.Ran) new VirtualRunner(stacks).run(scenario);
        assertEquals(2, made.size());
        assertNotEquals(made.get(0), made.get(1));
        assertTrue(
                ran.trace().events().stream()
                        .anyMatch(
                                e -> e instanceof Event.Returned r && r.result().equals(new Result.Count(5))),
                "what is called later is called on the new one");
    }

    /** A kernel sends two segments before write() returns: what the peer says to the first comes after both (TS-FIN was misled). */
    @Test
    void a_socket_is_written_on_with_the_pattern_where_it_stands_though_another_connection_has_its_ports() {
        List<Bytes> written = new ArrayList<>();
        Supplier<StackUnderTest> stacks = () -> new ForwardingStack(ReferenceStack.rfc9293()) {
            @Override
            public Result call(int socket, Call call) {
                if (call instanceof Call.Write write) {
                    written.add(write.data());
                }
                return super.call(socket, call);
            }
        };
        Scenario scenario = Script.begin()
                .open(Opener.PEER)
                .write(5)
                .send(Template.rst())
                .send(Template.syn())
                .await(Expect.SYN)
                .send(Template.ack())
                .write(5)
                .build();
        assertInstanceOf(Outcome.Ran.class, run(stacks.get(), scenario));
        assertEquals(List.of(Bytes.pattern(0, 5), Bytes.pattern(5, 5)), written);
    }

    @Test
    void what_is_said_at_once_was_sent_before_any_answer_to_it() {
        Scenario scenario =
                Script.begin().open(Opener.STACK).autoAck(true).write(2920).build();
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, run(ReferenceStack.rfc9293(), scenario));
        List<String> packets = ran.trace().events().stream()
                .filter(e -> e instanceof Event.Sent || e instanceof Event.Arrived)
                .map(e -> e instanceof Event.Sent ? "sent" : "arrived")
                .toList();
        assertEquals(
                List.of("sent", "sent", "arrived", "arrived"), packets.subList(packets.size() - 4, packets.size()));
    }

    @Test
    void a_stack_that_says_it_advanced_further_than_asked_breaks_the_contract() {
        assertBroken("to advance by", new Silent() {
            @Override
            public long advance(long micros) {
                return micros + 1;
            }
        });
    }

    @Test
    void a_stack_that_stops_its_clock_without_a_word_breaks_the_contract() {
        assertBroken("said nothing", new Silent() {
            @Override
            public long advance(long micros) {
                return 0;
            }
        });
    }

    @Test
    void a_stack_that_sends_rubbish_breaks_the_contract() {
        assertBroken("IP version 0", new Silent() {
            @Override
            public long advance(long micros) {
                output.packet(Bytes.fromHex("00"));
                return micros;
            }
        });
    }

    @Test
    void a_stack_that_floods_is_stopped() {
        assertBroken("floods", new Silent() {
            @Override
            public long advance(long micros) {
                Segment s = Segment.of(80, PortBlock.number(0).peerPort(), 0, 0, Flags.RST, 0);
                output.packet(PacketCodec.encode(
                        new Packet(profile().local4(), profile().peer4(), s)));
                return 0;
            }
        });
    }

    @Test
    void a_stack_whose_stream_never_ends_is_stopped_before_it_fills_the_memory() {
        Scenario scenario = Script.begin().listen().readToEnd().build();
        ContractException e = assertThrows(
                ContractException.class,
                () -> run(
                        new Silent() {
                            @Override
                            public Result call(int socket, Call call) {
                                return call instanceof Call.Read
                                        ? new Result.Data(Bytes.pattern(0, 60_000))
                                        : Result.ok();
                            }
                        },
                        scenario));
        assertTrue(e.getMessage().contains("octets read"), e.getMessage());
    }

    @Test
    void a_stack_and_a_peer_that_answer_each_other_for_ever_are_stopped() {
        Scenario scenario = Script.begin()
                .listen()
                .autoAck(true)
                .send(Template.syn())
                .pass(Span.seconds(1))
                .build();
        StackUnderTest talkative = new Silent() {
            private int seq;

            @Override
            public void deliver(Bytes packet) {
                PortBlock lane = PortBlock.number(0);
                Segment next = Segment.of(lane.listenPort(), lane.peerPort(), seq++, 1, Flags.ACK, 100)
                        .withData(Bytes.pattern(0, 1));
                output.packet(PacketCodec.encode(
                        new Packet(profile().local4(), profile().peer4(), next)));
            }
        };
        ContractException e = assertThrows(ContractException.class, () -> run(talkative, scenario));
        assertTrue(e.getMessage().contains("floods"), e.getMessage());
    }

    @Test
    void a_call_completed_twice_breaks_the_contract() {
        assertBroken("none pending", new Silent() {
            @Override
            public Result call(int socket, Call call) {
                output.done(2, Result.ok());
                return Result.ok();
            }
        });
    }

    @Test
    void a_knob_that_the_stack_lacks_refuses_the_scenario() {
        Scenario scenario = Script.begin().set("tcp_no_such_knob", 1).listen().build();
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, run(new Silent(), scenario));
        assertTrue(refused.why().contains("tcp_no_such_knob"), refused.why());
    }

    @Test
    void without_a_syn_ack_the_scenario_ends_and_the_trace_says_what_was_waited_for() {
        Scenario scenario = Script.begin().open(Opener.PEER).close().build();
        Outcome.Ran ran = assertInstanceOf(Outcome.Ran.class, run(new Silent(), scenario));
        Event last = ran.trace().events().get(ran.trace().events().size() - 1);
        assertEquals(
                "waited for SYN in vain",
                assertInstanceOf(Event.Note.class, last).text());
    }

    private static Outcome run(StackUnderTest stack, Scenario scenario) {
        return new VirtualRunner(() -> stack).run(scenario);
    }

    private static void assertBroken(String complaint, StackUnderTest stack) {
        ContractException e = assertThrows(ContractException.class, () -> run(stack, ONE_SECOND));
        assertTrue(e.getMessage().contains(complaint), e.getMessage());
    }

    /** A stack that answers every call with ok and never says anything. */
    private static class Silent implements StackUnderTest {
        Output output = new Output() {
            @Override
            public void packet(Bytes octets) {}

            @Override
            public void done(int socket, Result result) {}
        };

        @Override
        public Profile profile() {
            return new Profile(
                    "silent",
                    Profile.Clock.VIRTUAL,
                    IpAddress.of("192.0.2.1"),
                    IpAddress.of("192.0.2.2"),
                    null,
                    null,
                    Time.seconds(120),
                    Time.seconds(1),
                    0,
                    0,
                    Set.of(),
                    Set.of());
        }

        @Override
        public void attach(Output kit) {
            output = kit;
        }

        @Override
        public boolean set(String knob, long value) {
            return false;
        }

        @Override
        public Result call(int socket, Call call) {
            return Result.ok();
        }

        @Override
        public void deliver(Bytes packet) {}

        @Override
        public long advance(long micros) {
            return micros;
        }

        @Override
        public void close() {}
    }
}
