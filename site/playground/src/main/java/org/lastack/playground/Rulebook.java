package org.lastack.playground;

import java.util.ArrayList;
import java.util.List;

/**
 * Which rules of the catalogue are about what meets a state: the matrix of its section 4, and the ordinary way of a close.
 * Rows and columns have the names that the kit's coverage gives them; a test holds both together.
 */
final class Rulebook {
    /**
     * A row is a stimulus, the rules that hold in most states, and after a bar for each other state the state, an equals sign
     * and its rules.
     */
    private static final String[] ARRIVALS = {
        "RST at RCV.NXT: RA-EXACT | CLOSE-WAIT=RA-EXACT AP-CWRST | TIME-WAIT=TW-RST TW-RST-1337",
        "RST elsewhere in the window: RA-INWIN | TIME-WAIT=TW-RST TW-RST-1337",
        "RST at RCV.NXT-1: RA-OUTWIN | TIME-WAIT=TW-RST TW-RST-1337",
        "RST at RCV.NXT+RCV.WND: RA-OUTWIN | TIME-WAIT=TW-RST TW-RST-1337",
        "SYN in the window: SY-CHALLENGE | TIME-WAIT=TW-SYN-NEW TS-TW-A TS-TW-B",
        "SYN outside the window: SY-CHALLENGE | TIME-WAIT=TW-SYN-OLD TS-TW-A TS-TW-B",
        "the peer's FIN again: FO-DUP | CLOSING=SC-DUPFIN FO-DUP | TIME-WAIT=TW-RESTART",
        "text behind the peer's FIN, at RCV.NXT: FO-BEYOND | TIME-WAIT=TW-JUNK FO-BEYOND",
        "text from before the peer's FIN to beyond it: FO-STRADDLE",
        "text in order: HC-RECV | ESTABLISHED=AP-EOF | FIN-WAIT-2, orphan=HC-FD-LATE",
        "FIN beyond a hole: FO-HOLE",
        "ACK of what was not sent: RB-ACKUNSENT | TIME-WAIT=TW-JUNK",
        "FIN with an ACK of what was not sent: RB-ACKUNSENT FO-ACKFIRST | TIME-WAIT=TW-JUNK",
        "ACK of the stack's FIN, SEQ below RCV.NXT: RB-OOW | CLOSING=RB-OOW SC-SEQVAL | LAST-ACK=RB-OOW SC-SEQVAL"
                + " | TIME-WAIT=TW-JUNK",
        "ACK of the stack's FIN, SEQ in the window beyond RCV.NXT: NC-FW | CLOSING=SC-TW | LAST-ACK=NC-LA",
        "no ACK bit: RB-NOACK",
        "keep-alive probe: SEQ=RCV.NXT-1, at most one octet: OR-KEEPALIVE",
        "wrong checksum: RB-CHECKSUM",
        "old timestamp, no RST: TS-PAWS",
        "RST at RCV.NXT with an old timestamp: TS-RST",
    };

    private static final String[] CALLS = {
        "CLOSE: AP-SHUTDOWN | LISTEN=NC-EARLY OR-LISTENER | SYN-SENT=NC-EARLY | SYN-RECEIVED=NC-EARLY"
                + " | ESTABLISHED=NC-FIN NC-FIN-LAST HC-FD-RST | CLOSE-WAIT=NC-LA HC-FD-RST",
        "ABORT: AB-SILENT | SYN-RECEIVED=AB-RST | ESTABLISHED=AB-RST AB-FLUSH | FIN-WAIT-1 or 2=AB-RST | CLOSE-WAIT=AB-RST",
        "SEND: HC-NOSEND AP-EPIPE | LISTEN=AP-SHUTDOWN | SYN-SENT=NC-FIN-LAST | SYN-RECEIVED=NC-FIN-LAST"
                + " | ESTABLISHED=NC-FIN-LAST | CLOSE-WAIT=HC-SEND",
        "RECEIVE: AP-EOF | LISTEN=AP-SHUTDOWN | SYN-SENT=AP-UNSOLICITED | SYN-RECEIVED=AP-UNSOLICITED"
                + " | FIN-WAIT-1 or 2=HC-RECV AP-EOF",
    };

    /** What is not in the matrix: a close as it should be, the states before it, and time. */
    private static final String[] ORDINARY = {
        "the peer's FIN: FO-DATAFIN | SYN-RECEIVED=NC-EARLY | ESTABLISHED=NC-CW AP-INFORM | FIN-WAIT-1=SC-CLOSING"
                + " | FIN-WAIT-2, held=NC-FW2-TW | FIN-WAIT-2, orphan=NC-FW2-TW",
        "the peer's FIN and the ACK of ours: NC-FW1-TW",
        "ACK of our FIN: NC-FW | CLOSING=SC-TW | LAST-ACK=NC-LA",
        "ACK of less than our FIN: NC-FIN-SPACE FR-PARTIAL | CLOSING=SC-IGNORE",
        "a segment outside of the window: RB-OOW | TIME-WAIT=TW-JUNK",
        "RST: RA-OUTWIN | LISTEN=RA-LISTEN | SYN-SENT=RA-SYNSENT | SYN-RECEIVED=RA-SYNRCVD | CLOSED=RG-NORST",
        "SYN: SQ-ISN | SYN-RECEIVED=SY-PASSIVE-RCVD | CLOSED=RG-NOTCB",
        "an ACK that fits nothing: RG-NONSYNC | LISTEN=RG-LISTEN | CLOSED=RG-NOTCB RG-CLOSED-AFTER",
        "a FIN without a connection: FO-NOSTATE",
        "our FIN again: FR-REXMIT FR-BACKOFF | CLOSING=SC-REXMIT FR-REXMIT FR-BACKOFF",
        "a probe of a zero window: ZW-PROBE",
        "the end of a timer: FR-R2 OR-RETRIES AP-TIMEDOUT | FIN-WAIT-2, orphan=OR-FINTIMEOUT | FIN-WAIT-2, held=HC-FW2-HOLD"
                + " | TIME-WAIT=TW-2MSL",
        "time in TIME-WAIT: TW-2MSL TW-QUIETSTATE",
        "a connect to the same ports: TW-BUSY TS-REUSE",
        "SO_LINGER: AB-LINGER0 AB-LINGER-N",
        "SHUT_RD: HC-SHUTRD",
    };

    private Rulebook() {}

    /** Returns the ids for what arrives and is in the matrix. */
    static List<String> arrival(String stimulus, String state) {
        return find(ARRIVALS, stimulus, state);
    }

    /** Returns the ids for CLOSE, ABORT, SEND and RECEIVE. */
    static List<String> call(String call, String state) {
        return find(CALLS, call, state);
    }

    static List<String> ordinary(String stimulus, String state) {
        return find(ORDINARY, stimulus, state);
    }

    /** Returns every id that stands here. */
    static List<String> all() {
        List<String> ids = new ArrayList<>();
        for (String[] table : List.of(ARRIVALS, CALLS, ORDINARY)) {
            for (String row : table) {
                for (String part : parts(row.substring(row.lastIndexOf(": ") + 2), " | ")) {
                    ids.addAll(parts(part.substring(part.indexOf('=') + 1), " "));
                }
            }
        }
        return ids;
    }

    private static List<String> find(String[] table, String stimulus, String state) {
        for (String row : table) {
            int colon = row.lastIndexOf(": ");
            if (row.substring(0, colon).equals(stimulus)) {
                List<String> parts = parts(row.substring(colon + 2), " | ");
                for (String part : parts) {
                    if (part.startsWith(state + "=")) {
                        return parts(part.substring(state.length() + 1), " ");
                    }
                }
                return parts(parts.get(0), " ");
            }
        }
        throw new IllegalArgumentException("there is no row " + stimulus);
    }

    private static List<String> parts(String text, String mark) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(mark); to >= 0; to = text.indexOf(mark, from)) {
            parts.add(text.substring(from, to));
            from = to + mark.length();
        }
        parts.add(text.substring(from));
        return parts;
    }
}
