package org.lastack.doctor;

import java.util.List;

/** Counters of connections that did not end in order. */
final class Aborts {
    /** One counter of TcpExt: what it counts, and what to do about it. */
    private record Tells(
            String counter, String word, String counts, String meaning, String action, String leave, int lesson) {
        String key() {
            return "TcpExt." + counter;
        }
    }

    private static final List<Tells> ALL = List.of(
            new Tells(
                    "TCPAbortOnClose",
                    "abort-on-close",
                    "close() with text that was not read, answered with a RST",
                    "A program closed without having read everything. The peer gets a RST, which may take away what was sent to it before.",
                    "Let the program read to the end of the stream before it closes, or shut down its side and read on for a while.",
                    "",
                    13),
            new Tells(
                    "TCPAbortOnData",
                    "abort-on-data",
                    "a close() with SO_LINGER at 0 s, text that came after close(), or TCP_LINGER2 below 0; the counter does not say which",
                    "Either a program resets its connections on purpose, or peers still send when it has closed.",
                    "Look for SO_LINGER with 0 and TCP_LINGER2 in the program (strace -e setsockopt); if neither is there, peers send after its"
                            + " close().",
                    "No sysctl makes a difference.",
                    13),
            new Tells(
                    "TCPAbortOnTimeout",
                    "abort-on-timeout",
                    "given up: SYN, text, FIN or keep-alive probes without an answer",
                    "Peers are out of reach, or something between has forgotten the connections.",
                    "Look at ss -tano for connections whose timer repeats, and at the path to their peers.",
                    "Leave tcp_retries2 alone; TCP_USER_TIMEOUT is for programs that must know sooner.",
                    6),
            new Tells(
                    "TCPAbortOnMemory",
                    "abort-on-memory",
                    "reset because there were too many orphans, or because TCP was out of memory",
                    "What had been written and not acknowledged was lost.",
                    "Find out whose peers do not read or answer; look at tcp_mem and at 'mem' in /proc/net/sockstat.",
                    "Do not lower tcp_orphan_retries for it.",
                    7),
            new Tells(
                    "TCPAbortOnLinger",
                    "abort-on-linger",
                    "reset in FIN-WAIT-2, because TCP_LINGER2 is below 0",
                    "A program asked for it on its sockets. The peer gets a RST where it would have closed.",
                    "Leave TCP_LINGER2 out of the program.",
                    "",
                    8),
            new Tells(
                    "TCPAbortFailed",
                    "abort-failed",
                    "a RST that could not be sent for want of memory",
                    "The peer does not know that the connection has ended.",
                    "Look at the memory of the host.",
                    "",
                    7),
            new Tells(
                    "TCPChallengeACK",
                    "challenge-acks",
                    "a RST or SYN in the window but not at the next number, answered with an ACK",
                    "Peers restarted and use the same ports again, something between sends RSTs with numbers that are about right, or somebody"
                            + " guesses.",
                    "Take a capture of it, and let lastack audit read it.",
                    "Leave tcp_challenge_ack_limit and tcp_invalid_ratelimit alone.",
                    16),
            new Tells(
                    "PAWSEstab",
                    "paws",
                    "a segment that was dropped since its timestamp was older than the last one",
                    "Copies from the network are harmless. Many, and from one address: several hosts behind it share ports without sharing a"
                            + " clock.",
                    "If clients behind one address cannot connect, take a capture of both sides of the translator.",
                    "Leave tcp_timestamps on.",
                    12));

    private Aborts() {}

    static void find(Look look, List<Finding> found) {
        if (look.elapsed() == Look.UNKNOWN) {
            past(look, found);
            return;
        }
        // Reset for want of memory is said with the orphans.
        ALL.stream()
                .filter(c -> look.rise(c.key()) > 0 && !c.counter.equals("TCPAbortOnMemory"))
                .forEach(c -> found.add(new Finding(
                        Harm.ODD,
                        c.word,
                        c.counter + " rose " + look.often(c.key()) + ": " + c.counts,
                        c.meaning,
                        List.of(),
                        c.action,
                        c.leave,
                        c.lesson)));
    }

    /** What one look can say: that it happened, and not when. */
    private static void past(Look look, List<Finding> found) {
        List<String> lines = ALL.stream()
                .filter(c -> look.total(c.key()) > 0)
                .map(c -> c.counter + " " + look.total(c.key()) + ": " + c.counts)
                .toList();
        if (!lines.isEmpty()) {
            found.add(new Finding(
                    Harm.ODD,
                    "counters",
                    "Connections that did not end in order, since this network namespace was made",
                    "Cannot tell when: a counter only grows. Two looks tell which of them grow now.",
                    lines,
                    "Look for some time, with --for 10s.",
                    "",
                    18));
        }
    }
}
