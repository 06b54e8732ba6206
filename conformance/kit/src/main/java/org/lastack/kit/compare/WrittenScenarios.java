package org.lastack.kit.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lastack.host.Call;
import org.lastack.host.Call.How;
import org.lastack.host.SocketOption;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.Expect;
import org.lastack.kit.scenario.Opener;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Span;
import org.lastack.kit.scenario.Step;
import org.lastack.kit.scenario.Template;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IcmpError;

/**
 * What chance would seldom write, or judges too mildly: one scenario for each behaviour that is a matter of options, of listeners, of
 * ICMP or of when a timer goes off. Compared call by call and segment by segment, each with its time. No timer is due near a
 * step, so that a stack which is a little late does the same.
 */
public final class WrittenScenarios {
    private static final Span SOON = Span.ms(100);

    private final Map<String, Scenario> all = new LinkedHashMap<>();

    private WrittenScenarios() {}

    /** Returns all of them by their names. */
    public static Map<String, Scenario> all() {
        WrittenScenarios written = new WrittenScenarios();
        written.keepalive();
        written.userTimeout();
        written.acceptLate();
        written.queued();
        written.listeners();
        written.closedListeners();
        written.listenersOptions();
        written.opening();
        written.openingGivenUp();
        written.synReceived();
        written.icmpInOpening();
        written.icmp();
        written.orphans();
        written.lingering();
        written.acks();
        return written.all;
    }

    private void add(String name, Script script) {
        // A limit on answers would make them depend on the pace.
        all.put(name, script.set("tcp_invalid_ratelimit", 0).pass(SOON).build());
    }

    private static Script begin() {
        return Script.begin();
    }

    private static Script established() {
        return begin().open(Opener.PEER);
    }

    private static Script probing(Script script, int count) {
        return script.option(SocketOption.KEEPIDLE, 1)
                .option(SocketOption.KEEPINTVL, 1)
                .option(SocketOption.KEEPCNT, count)
                .option(SocketOption.KEEPALIVE, 1);
    }

    private static Step onListener(Call call) {
        return new Step.DoOnListener(call);
    }

    private static Step shutListener(How how) {
        return onListener(new Call.Shutdown(how));
    }

    private static Call takeError() {
        return new Call.TakeError();
    }

    private static Call receive() {
        return new Call.Receive(100);
    }

    private void keepalive() {
        add("keep-alive ends", probing(established(), 1).call(receive()).pass(Span.ms(2500)));
        add(
                "keep-alive, probes answered",
                probing(established(), 1)
                        .pass(Span.ms(1500))
                        .send(Template.ack())
                        .pass(Span.ms(1500)));
        add(
                "keep-alive, an answer that is no ACK of ours",
                probing(established(), 1)
                        .pass(Span.ms(1500))
                        .send(Template.ack().at(SeqRef.rcvNxt(-100)))
                        .send(Template.rst().at(SeqRef.rcvNxt(5)))
                        .pass(Span.ms(1000))
                        .readOnce());
        add(
                "keep-alive, its interval longer than its idle time",
                established()
                        .option(SocketOption.KEEPIDLE, 1)
                        .option(SocketOption.KEEPINTVL, 3)
                        .option(SocketOption.KEEPALIVE, 1)
                        .pass(Span.ms(1400))
                        .send(Template.ack())
                        .pass(Span.ms(3500)));
        add(
                "keep-alive, its idle time cut short while it runs",
                established()
                        .option(SocketOption.KEEPALIVE, 1)
                        .pass(Span.ms(1500))
                        .option(SocketOption.KEEPIDLE, 2)
                        .pass(Span.ms(1000)));
        add(
                "keep-alive turned on late, and on again",
                established()
                        .option(SocketOption.KEEPIDLE, 2)
                        .pass(Span.ms(1000))
                        .option(SocketOption.KEEPALIVE, 1)
                        .pass(Span.ms(700))
                        .option(SocketOption.KEEPALIVE, 1)
                        .pass(Span.ms(1700)));
        add(
                "keep-alive of a listener is that of its connections",
                begin().listen()
                        .step(onListener(new Call.SetOption(SocketOption.KEEPIDLE, 1)))
                        .step(onListener(new Call.SetOption(SocketOption.KEEPINTVL, 1)))
                        .step(onListener(new Call.SetOption(SocketOption.KEEPCNT, 1)))
                        .step(onListener(new Call.SetOption(SocketOption.KEEPALIVE, 1)))
                        .handshake()
                        .pass(Span.ms(3000))
                        .accept()
                        .readOnce()
                        .readOnce()
                        .close());
        add(
                "keep-alive, not in TIME-WAIT",
                inTimeWait(probing(established(), 1)).pass(Span.ms(2500)));
    }

    private static Script inTimeWait(Script script) {
        return script.shutdown(How.WR).await(Expect.FIN).send(Template.fin());
    }

    private void userTimeout() {
        add(
                "a user timeout ends keep-alive at one probe",
                probing(established().option(SocketOption.USER_TIMEOUT, 1500), 5)
                        .call(receive())
                        .pass(Span.ms(3600)));
        add(
                "a user timeout lets keep-alive go on beyond its count",
                probing(established().option(SocketOption.USER_TIMEOUT, 2500), 1)
                        .call(receive())
                        .pass(Span.ms(3600)));
        add(
                "a user timeout taken back",
                probing(established().option(SocketOption.USER_TIMEOUT, 1500).option(SocketOption.USER_TIMEOUT, 0), 2)
                        .call(receive())
                        .pass(Span.ms(3600)));
        add(
                "a user timeout of unacknowledged text",
                established()
                        .option(SocketOption.USER_TIMEOUT, 1000)
                        .call(receive())
                        .write(5)
                        .pass(Span.ms(2500)));
        add(
                "a user timeout of a shut window",
                established()
                        .option(SocketOption.USER_TIMEOUT, 1000)
                        .call(receive())
                        .send(Template.ack().offering(0))
                        .write(5)
                        .pass(Span.ms(2500)));
        add(
                "a user timeout of an attempt",
                begin().connect()
                        .await(Expect.SYN)
                        .option(SocketOption.USER_TIMEOUT, 2500)
                        .pass(Span.ms(3500)));
        add(
                "a user timeout is not that of a SYN,ACK",
                begin().listen()
                        .step(onListener(new Call.SetOption(SocketOption.USER_TIMEOUT, 1500)))
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .pass(Span.ms(4000)));
    }

    private void acceptLate() {
        add(
                "a RST before accept",
                begin().handshake()
                        .send(Template.data(10))
                        .pass(SOON)
                        .send(Template.rst())
                        .pass(SOON)
                        .accept()
                        .status()
                        .call(new Call.Poll())
                        .readOnce()
                        .readOnce()
                        .write(5)
                        .call(takeError())
                        .close());
        add(
                "a RST before accept, and the write hears of it",
                begin().handshake()
                        .pass(SOON)
                        .send(Template.rst())
                        .accept()
                        .write(5)
                        .write(5)
                        .readOnce());
        add(
                "FIN and RST before accept",
                begin().handshake()
                        .send(Template.data(5))
                        .pass(SOON)
                        .send(Template.fin())
                        .pass(SOON)
                        .send(Template.rst())
                        .accept()
                        .call(takeError())
                        .readOnce()
                        .readOnce()
                        .write(5));
    }

    private void queued() {
        add(
                "a connection that has ended takes its place in the queue",
                begin().set("somaxconn", 1)
                        .handshake()
                        .on(1)
                        .handshake()
                        .on(0)
                        .send(Template.rst())
                        .pass(SOON)
                        .on(2)
                        .send(Template.syn())
                        .pass(SOON)
                        .on(0)
                        .accept()
                        .on(2)
                        .send(Template.syn())
                        .pass(SOON));
        add(
                "text and FIN before accept",
                begin().handshake()
                        .send(Template.data(5))
                        .pass(SOON)
                        .send(Template.fin())
                        .pass(SOON)
                        .accept()
                        .status()
                        .readOnce()
                        .readOnce()
                        .close());
    }

    private void listeners() {
        for (How how : How.values()) {
            add(
                    "shutdown " + how + " of a listener",
                    begin().handshake()
                            .on(1)
                            .handshake()
                            .on(2)
                            .send(Template.syn())
                            .await(Expect.SYN)
                            .step(shutListener(how))
                            .step(onListener(new Call.Status()))
                            .step(onListener(new Call.Poll()))
                            .pass(SOON)
                            .send(Template.ack())
                            .on(0)
                            .send(Template.data(5))
                            .pass(SOON)
                            .on(3)
                            .send(Template.syn())
                            .pass(SOON)
                            .accept()
                            .step(shutListener(how))
                            .step(onListener(new Call.Close())));
        }
        add(
                "a port whose listener was shut down",
                begin().handshake()
                        .step(shutListener(How.RD))
                        .step(onListener(new Call.Close()))
                        .step(new Step.Listen())
                        .on(1)
                        .handshake()
                        .accept());
    }

    private void closedListeners() {
        add(
                "close of a listener with queued connections",
                begin().handshake()
                        .send(Template.data(7))
                        .on(1)
                        .handshake()
                        .send(Template.fin())
                        .pass(SOON)
                        .on(2)
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .pass(SOON)
                        .step(onListener(new Call.Close()))
                        .pass(SOON)
                        .send(Template.ack())
                        .on(0)
                        .send(Template.data(3)));
        add(
                "close of a listener with a connection that has ended",
                begin().handshake().send(Template.rst()).pass(SOON).step(onListener(new Call.Close())));
        add(
                "close of a listener whose connection goes on",
                established()
                        .step(onListener(new Call.Close()))
                        .send(Template.data(5))
                        .pass(SOON)
                        .write(4)
                        .on(1)
                        .send(Template.syn()));
    }

    private void listenersOptions() {
        add(
                "an accept queue that overflows",
                begin().set("somaxconn", 1)
                        .handshake()
                        .on(1)
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .on(2)
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .on(1)
                        .send(Template.ack())
                        .on(2)
                        .send(Template.ack())
                        .pass(Span.ms(1500))
                        .on(0)
                        .accept()
                        .on(2)
                        .send(Template.ack()));
        for (int seconds : new int[] {0, 1}) {
            add(
                    "SO_LINGER " + seconds + " of a listener is that of its connections",
                    begin().listen()
                            .step(onListener(new Call.SetOption(SocketOption.LINGER, seconds)))
                            .handshake()
                            .accept()
                            .close()
                            .pass(Span.ms(1150)));
        }
    }

    private void opening() {
        add("the times of a SYN", begin().connect().pass(Span.ms(12_000)).close());
        add(
                "the times of a SYN, doubling from the first",
                begin().set("tcp_syn_linear_timeouts", 0)
                        .connect()
                        .pass(Span.ms(4000))
                        .close());
        for (int retries : new int[] {1, 2}) {
            add(
                    "tcp_syn_retries " + retries,
                    begin().set("tcp_syn_retries", retries).connect().pass(Span.ms(8500)));
        }
        for (Template wrong :
                new Template[] {Template.ack(), Template.of(Flags.SYN | Flags.ACK), Template.of(Flags.RST | Flags.ACK)
                }) {
            add(
                    "a wrong " + Flags.show(wrong.flags()) + " in SYN-SENT",
                    begin().connect()
                            .await(Expect.SYN)
                            .pass(Span.ms(300))
                            .send(wrong.acking(AckRef.unsent(5)))
                            .pass(Span.ms(600))
                            .send(wrong.acking(AckRef.unsent(5)))
                            .pass(Span.ms(1100)));
        }
    }

    private void openingGivenUp() {
        for (How how : How.values()) {
            add(
                    "shutdown " + how + " in SYN-SENT",
                    begin().connect()
                            .await(Expect.SYN)
                            .shutdown(how)
                            .pass(Span.ms(1500))
                            .status()
                            .call(new Call.Poll())
                            .call(takeError())
                            .readOnce()
                            .write(3)
                            .send(Template.of(Flags.SYN | Flags.ACK))
                            .pass(SOON)
                            .shutdown(how)
                            .close());
        }
        for (How how : new How[] {How.RD, How.WR}) {
            add(
                    "shutdown " + how + " in SYN-RECEIVED",
                    begin().connect()
                            .await(Expect.SYN)
                            .send(Template.syn())
                            .pass(SOON)
                            .shutdown(how)
                            .status()
                            .pass(SOON)
                            .send(Template.ack())
                            .pass(SOON)
                            .status()
                            .readOnce());
        }
        add(
                "close in SYN-RECEIVED",
                begin().connect()
                        .await(Expect.SYN)
                        .send(Template.syn())
                        .pass(SOON)
                        .close());
    }

    private void synReceived() {
        for (int beyond : new int[] {-5, 0, 5}) {
            Template syn = Template.syn().at(SeqRef.rcvNxt(beyond));
            add("a SYN at RCV.NXT" + (beyond < 0 ? "" : "+") + beyond + " in SYN-RECEIVED", halfOpen(syn));
        }
        Template synAck = Template.of(Flags.SYN | Flags.ACK);
        add("a SYN,ACK at RCV.NXT in SYN-RECEIVED", halfOpen(synAck.at(SeqRef.RCV_NXT)));
        add("a SYN,ACK at IRS in SYN-RECEIVED", halfOpen(synAck.at(SeqRef.rcvNxt(-1))));
        add("a RST in SYN-RECEIVED", halfOpen(Template.rst()));
        Template again = Template.syn().at(SeqRef.rcvNxt(-1));
        add(
                "a repeated SYN in SYN-RECEIVED",
                begin().listen()
                        .send(Template.syn())
                        .await(Expect.SYN)
                        .pass(Span.ms(300))
                        .send(again)
                        .pass(Span.ms(300))
                        .send(again)
                        .pass(Span.ms(1500))
                        .send(Template.ack())
                        .accept()
                        .write(5)
                        .pass(Span.ms(2000)));
    }

    private static Script halfOpen(Template what) {
        return begin().listen()
                .send(Template.syn())
                .await(Expect.SYN)
                .send(what)
                .pass(SOON)
                .send(Template.ack())
                .pass(SOON);
    }

    private void icmpInOpening() {
        for (IcmpError error : IcmpError.values()) {
            add(
                    "ICMP " + error + " in SYN-SENT",
                    begin().connect()
                            .await(Expect.SYN)
                            .icmp(error)
                            .pass(SOON)
                            .call(takeError())
                            .status());
            add(
                    "ICMP " + error + " in SYN-RECEIVED",
                    begin().listen()
                            .send(Template.syn())
                            .await(Expect.SYN)
                            .icmp(error)
                            .pass(SOON)
                            .send(Template.ack()));
        }
        add(
                "ICMP in a simultaneous open",
                begin().connect()
                        .await(Expect.SYN)
                        .send(Template.syn())
                        .pass(SOON)
                        .icmp(IcmpError.HOST_UNREACHABLE)
                        .status());
    }

    private void icmp() {
        for (IcmpError error : IcmpError.values()) {
            add(
                    "ICMP " + error + ", and then nobody answers",
                    begin().set("tcp_retries2", 1)
                            .open(Opener.PEER)
                            .call(receive())
                            .write(5)
                            .icmp(error)
                            .pass(Span.ms(2000))
                            .call(takeError()));
        }
        add(
                "ICMP, told when asked",
                established()
                        .write(5)
                        .icmp(IcmpError.HOST_UNREACHABLE)
                        .call(new Call.Poll())
                        .readOnce()
                        .call(takeError())
                        .call(takeError()));
        add(
                "ICMP, disproved by an ACK",
                established()
                        .write(5)
                        .icmp(IcmpError.HOST_UNREACHABLE)
                        .send(Template.ack())
                        .call(takeError()));
        add(
                "ICMP about an ACK",
                established()
                        .send(Template.data(5))
                        .pass(SOON)
                        .icmp(IcmpError.PORT_UNREACHABLE)
                        .call(takeError()));
        add(
                "ICMP takes a doubling of the timeout back",
                established()
                        .write(5)
                        .pass(Span.ms(750))
                        .icmp(IcmpError.HOST_UNREACHABLE)
                        .pass(Span.ms(700)));
        add(
                "ICMP in TIME-WAIT",
                established()
                        .shutdown(How.WR)
                        .send(Template.fin())
                        .pass(SOON)
                        .icmp(IcmpError.HOST_UNREACHABLE)
                        .call(takeError()));
        add(
                "a user timeout after ICMP",
                established()
                        .option(SocketOption.USER_TIMEOUT, 1000)
                        .call(receive())
                        .write(5)
                        .icmp(IcmpError.TIME_EXCEEDED)
                        .pass(Span.ms(2000)));
    }

    private void orphans() {
        add(
                "no keep-alive of an orphan in FIN-WAIT-2",
                probing(established(), 1)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.ack())
                        .pass(Span.ms(2500))
                        .send(Template.fin()));
        add(
                "nor when the orphan's FIN-WAIT-2 is long",
                probing(begin().set("tcp_fin_timeout", 70).open(Opener.PEER), 1)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.ack())
                        .pass(Span.ms(2500))
                        .send(Template.fin()));
        add(
                "keep-alive of a held FIN-WAIT-2, until it is an orphan",
                probing(established(), 5)
                        .shutdown(How.WR)
                        .await(Expect.FIN)
                        .send(Template.ack())
                        .pass(Span.ms(1500))
                        .close()
                        .pass(Span.ms(2000))
                        .send(Template.fin()));
        for (int seconds : new int[] {-1, 2}) {
            add(
                    "TCP_LINGER2 " + seconds,
                    established()
                            .option(SocketOption.LINGER2, seconds)
                            .close()
                            .await(Expect.FIN)
                            .send(Template.ack())
                            .pass(Span.ms(1000))
                            .send(Template.ack())
                            .pass(Span.ms(2500))
                            .send(Template.fin()));
        }
    }

    private void lingering() {
        add(
                "SO_LINGER, and no ACK",
                established()
                        .option(SocketOption.LINGER, 1)
                        .write(5)
                        .close()
                        .pass(Span.ms(2000))
                        .send(Template.ack()));
        add(
                "SO_LINGER, and a RST",
                established()
                        .option(SocketOption.LINGER, 3)
                        .write(5)
                        .close()
                        .pass(Span.ms(400))
                        .send(Template.rst()));
        add(
                "a user timeout of an orphan's FIN-WAIT-2 is none",
                established()
                        .option(SocketOption.USER_TIMEOUT, 500)
                        .close()
                        .await(Expect.FIN)
                        .send(Template.ack())
                        .pass(Span.ms(1500))
                        .send(Template.fin()));
    }

    private void acks() {
        for (Opener opener : Opener.values()) {
            Script first = begin().open(opener);
            for (int i = 0; i < 16; i++) {
                // An ACK that is delayed does not come before the next segment.
                first.send(Template.data(10)).pass(Span.ms(5));
            }
            first.send(Template.data(10)).pass(Span.ms(150));
            add("the first ACKs, opened by the " + (opener == Opener.PEER ? "peer" : "stack"), first);
        }
        add(
                "the ACK of a FIN after text",
                established().send(Template.data(5)).pass(SOON).send(Template.fin()));
        add(
                "the ACK in a dialogue",
                established()
                        .autoAck(true)
                        .send(Template.data(5))
                        .write(3)
                        .pass(Span.ms(300))
                        .send(Template.data(5))
                        .pass(Span.ms(300))
                        .send(Template.data(5)));
    }
}
