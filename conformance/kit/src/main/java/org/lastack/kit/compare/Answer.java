package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.trace.Event;

/**
 * What a stack made of one stimulus, without what only time decides: retransmissions, probes, and how text is cut into
 * segments. Two stacks that do the same have equal answers.
 *
 * @param results what the calls that ended meanwhile returned, and a SYN
 * @param text how far new text reaches, in octets
 * @param fin whether a FIN went out for the first time
 * @param acked how far what arrived was acknowledged, counted from the initial sequence number
 * @param ack whether there was an ACK at all
 * @param reset the RST, or nothing
 */
record Answer(List<String> results, int text, boolean fin, int acked, boolean ack, String reset) {
    /** Returns the answer that the moments after a stimulus make, up to the next one. */
    static Answer of(List<Moment> window) {
        List<String> results = new ArrayList<>();
        Knowledge before = window.get(0).before();
        int reach = before.sndNxt;
        boolean fin = false;
        boolean ack = false;
        int acked = before.ackSent;
        String reset = "";
        for (Moment m : window) {
            Result result = told(m);
            Segment s = m.sent();
            if (result != null) {
                results.add(result.show());
            } else if (s != null && s.syn()) {
                boolean again = m.before().opened && s.seq() == m.before().iss; // when time wants it
                if (!again) {
                    results.add(s.hasAck() ? "SYN,ACK" : "SYN"); // its numbers are the stack's own
                }
            } else if (s != null && s.rst()) {
                // What answers a segment without an ACK has the number 0; all others are told by the initial one.
                int seq = s.seq() == 0 ? 0 : s.seq() - before.iss;
                reset = "RST" + (s.hasAck() ? ",ACK" : "") + " seq " + seq;
            } else if (s != null) {
                boolean fresh = Seq.gt(s.end(), reach);
                fin |= fresh && s.fin();
                reach = fresh ? s.end() : reach;
                // A probe has a number that was used, a retransmission too: both come when time wants them.
                ack |= s.hasAck() && (fresh || s.len() == 0 && s.seq() == reach);
                acked = s.hasAck() && Seq.gt(s.ack(), acked) ? s.ack() : acked;
            }
        }
        return new Answer(results, reach - before.sndNxt - (fin ? 1 : 0), fin, acked - before.irs, ack, reset);
    }

    /** Returns what a call returned, but not that a connect ended with its socket: the line protocol does not tell that. */
    static @Nullable Result told(Moment m) {
        boolean givenUp = m.event() instanceof Event.Returned e
                && e.call() instanceof Call.Connect
                && e.result().is(Errno.ECONNABORTED)
                && m.after().released;
        return givenUp ? null : m.result();
    }

    /** Returns the answer in a few words. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        if (!results.isEmpty()) {
            words.add(String.join(", ", results));
        }
        if (text > 0) {
            words.add("text");
        }
        if (fin) {
            words.add("FIN");
        }
        if (!reset.isEmpty()) {
            words.add(reset.replaceFirst(" seq.*", ""));
        }
        if (ack) {
            words.add("ACK");
        }
        return words.isEmpty() ? "silence" : String.join(" + ", words);
    }

    /** Returns the answer with its numbers, but for what it acknowledges. */
    String detail() {
        return this + " (" + (text > 0 ? text + " octets, " : "") + reset + ")";
    }
}
