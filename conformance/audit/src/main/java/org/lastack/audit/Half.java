package org.lastack.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.capture.Checksum;
import org.lastack.capture.Seen;
import org.lastack.tcp.Seq;
import org.lastack.world.Side;

/** What was seen of one end of a connection: what it sent, and what it said of what it has received. */
final class Half {
    /** Numbers farther from those expected than any window reaches belong to nothing that is known. */
    private static final int FAR = 1 << 26;

    /** An acknowledgement of more than was seen is that of a capture with a hole; of so much more it is a forgery. */
    private static final int MOST_UNSEEN = 1 << 20;

    private static final int MOST_RESETS = 8;

    /** The largest shift of a window (RFC 7323 §2.3). */
    private static final int MOST_SCALE = 14;

    final Side side;
    long packets;
    /** Octets of text by their numbers, each counted once. */
    long text;

    long copies;
    long wrongSums;
    long offloaded;

    @Nullable
    Seen syn;

    @Nullable
    Seen lastSyn;

    int syns;

    /** Whether {@link #nxt} has a meaning. */
    boolean known;
    /** The number after the highest that it has sent: SND.NXT as far as was seen. */
    int nxt;

    /** Whether {@link #rcv} has a meaning. */
    boolean told;
    /** The highest acknowledgement that it has sent: RCV.NXT as it says. */
    int rcv;

    int scale = -1;
    /** The widest window that it has offered, in octets. */
    int widest;

    /** Since when its window is shut, or null. */
    @Nullable
    Seen shut;

    @Nullable
    Seen opened;

    long shutFor;

    @Nullable
    Seen fin;

    @Nullable
    Seen lastFin;

    int finSeq;
    int fins;
    /** The packet that first acknowledged as much as {@link #rcv}; and the same when its FIN was seen. */
    @Nullable
    Seen toldBy;

    @Nullable
    Seen toldBeforeFin;

    /** The shortest time in which it acknowledged text, in microseconds; -1 when unknown. */
    long fastest = -1;
    /** Of all that it has sent with or behind its FIN, the packet with the lowest acknowledgement. */
    @Nullable
    Seen leastAware;
    /** The packet of the other end that first acknowledged its FIN. */
    @Nullable
    Seen finAcked;

    final List<Seen> resets = new ArrayList<>();
    /** What it was like when it sent its first reset. */
    AtReset atReset = AtReset.NOTHING;
    /** What it sent after a reset of its own that only a living connection sends. */
    @Nullable
    Seen wentOn;

    /** Other packets than resets: the first, the last, the last that brought new text. */
    @Nullable
    Seen first;

    @Nullable
    Seen last;

    @Nullable
    Seen lastText;

    boolean ttlVaries;
    /** Whether all that it sends has timestamps. */
    boolean stamped = true;

    /** Its identifications of IPv4; 0 is none. */
    final Counting ids = new Counting();

    /** The last copy of its FIN before that of the other end was seen. */
    @Nullable
    Seen finAlone;

    /** How often the other end acknowledged what was not seen. */
    int unseen;
    /** How often numbers were skipped; what fills the gap takes it back. */
    int jumps;

    /** The first number that was not seen, of the latest gap. */
    private int gapAt;

    /** The number behind the latest gap. */
    private int gapEnd;

    private boolean gap;
    /** The number behind the highest text that was seen of it. */
    private int textEnd;

    private boolean textEnds;
    /** Whether a gap may hold a FIN: it does not when the other end acknowledges what comes behind it. */
    boolean hidden;
    /** Whether it sent FINs of two numbers, or one below its text, or leapt farther than any window lets it: nobody does in one connection. */
    boolean contradicts;
    /** Repetitions and probes since the other end was last heard. */
    int unanswered;

    int probes;

    @Nullable
    Seen unansweredSince;

    /** What an end had sent before its first reset. */
    record AtReset(
            boolean told,
            int rcv,
            int nxt,
            @Nullable Seen last,
            int unanswered,
            int probes,
            @Nullable Seen since) {
        static final AtReset NOTHING = new AtReset(false, 0, 0, null, 0, 0, null);

        boolean took(Seen s) {
            return told && Seq.geq(rcv, s.end());
        }
    }

    Half(Side side) {
        this.side = side;
    }

    boolean seen() {
        return packets > 0;
    }

    /** Tells whether it may have sent a FIN that was not seen: before the capture began, or where something is missing. */
    boolean mayHaveClosedBefore() {
        boolean begun = syn == null && lastText == null;
        return begun || hidden;
    }

    /** Its first reset; null when there is none. */
    @Nullable
    Seen reset() {
        return resets.isEmpty() ? null : resets.get(0);
    }

    /** Tells whether the numbers can be those of this connection. */
    boolean plausible(Seen s) {
        int distance = s.seq() - nxt;
        return !known || s.syn() || distance > -FAR && distance < FAR;
    }

    /** Tells whether it may just have sent something of that number. */
    boolean sentAbout(int seq) {
        int behind = nxt - seq;
        return behind >= 0 && behind <= MOST_UNSEEN;
    }

    /** Takes a packet that this end sent. */
    void sent(Seen s, Half other) {
        packets++;
        wrongSums += s.sum() == Checksum.WRONG ? 1 : 0;
        offloaded += s.sum() == Checksum.OFFLOADED ? 1 : 0;
        if (s.rst()) {
            if (resets.isEmpty()) {
                atReset = new AtReset(told, rcv, nxt, last, unanswered, probes, unansweredSince);
            }
            if (resets.size() < MOST_RESETS) {
                resets.add(s);
            }
            boolean more = s.hasAck() && other.known && Seq.gt(s.ack(), other.nxt) && s.ack() - other.nxt < FAR;
            other.unseen += more ? 1 : 0;
            return;
        }
        stamped &= s.stamped();
        ids.add(s.id());
        ttlVaries |= first != null && first.ttl() != s.ttl();
        first = first == null ? s : first;
        if (s.syn()) {
            opening(s);
        }
        boolean fresh = advance(s, other);
        if (s.hasAck()) {
            acknowledge(s, other);
        }
        if (s.fin()) {
            closing(s, other);
        }
        if (fin != null && s.end() - finSeq > 0 && (leastAware == null || Seq.lt(s.ack(), leastAware.ack()))) {
            leastAware = s;
        }
        if (s.text() > 0 && !s.fin() && (!textEnds || Seq.gt(s.end(), textEnd))) {
            textEnds = true;
            textEnd = s.end();
        }
        goesOn(s, other);
        window(s);
        lastText = fresh && s.text() > 0 ? s : lastText;
        last = s;
        other.unanswered = 0;
        other.probes = 0;
        other.unansweredSince = null;
    }

    private void opening(Seen s) {
        syn = syn == null ? s : syn;
        lastSyn = s;
        syns++;
        scale = s.scale();
    }

    /** Moves the highest number on; tells whether the packet brought something new. */
    private boolean advance(Seen s, Half other) {
        if (!known) {
            known = true;
            nxt = s.end();
            text += s.text();
            unansweredSince = s.len() > 0 ? s : null;
            return true;
        }
        if (!s.syn() && s.text() <= 1 && !s.fin() && s.seq() == nxt - 1) {
            probes += s.text() == 0 || last != null && last.end() == s.end() ? 1 : 0;
        }
        if (Seq.gt(s.seq(), nxt)) {
            jumps++;
            contradicts |= other.widest > 0 && s.seq() - nxt > other.widest;
            missing(s.seq());
        } else if (jumps > 0 && s.len() > 0 && s.seq() == gapAt) {
            jumps--;
            hidden &= jumps > 0 || s.fin() || Seq.lt(s.end(), gapEnd);
        }
        if (Seq.gt(s.end(), nxt)) {
            text += Math.min(s.text(), s.end() - nxt);
            nxt = s.end();
            unansweredSince = unansweredSince == null ? s : unansweredSince;
            return true;
        }
        boolean repeated = s.len() > 0 || s.seq() == nxt - 1;
        copies += s.len() > 0 ? 1 : 0;
        unanswered += repeated ? 1 : 0;
        unansweredSince = repeated && unansweredSince == null ? s : unansweredSince;
        return false;
    }

    /** What it has sent up to that number was not seen. */
    private void missing(int end) {
        hidden = true;
        gap = true;
        gapAt = nxt;
        gapEnd = end;
    }

    private void acknowledge(Seen s, Half other) {
        if (other.seen() && other.known && s.ack() - other.nxt > MOST_UNSEEN) {
            return; // of what nobody has sent, nor did the capture miss so much
        }
        if (!told || Seq.gt(s.ack(), rcv)) {
            told = true;
            rcv = s.ack();
            toldBy = s;
            measure(s, other.lastText);
        }
        if (!other.known) {
            other.known = true;
            other.nxt = s.ack();
        } else if (Seq.leq(s.ack(), other.nxt)) {
            other.hidden &= Seq.leq(s.ack(), other.gapEnd); // nobody acknowledges more than a FIN that he has had
        } else if (s.ack() - other.nxt < FAR) {
            other.unseen++;
            other.missing(s.ack());
            other.text += s.ack() - other.nxt;
            other.nxt = s.ack();
        }
        if (other.fin != null && other.finAcked == null && Seq.gt(s.ack(), other.finSeq)) {
            other.finAcked = s;
        }
    }

    private void measure(Seen s, @Nullable Seen text) {
        if (text != null && text.end() == s.ack() && s.at() >= text.at()) {
            long time = s.at() - text.at();
            fastest = fastest < 0 ? time : Math.min(fastest, time);
        }
    }

    /** A FIN counts where the other end has not had more than what is before it; another number is no copy of it. */
    private void closing(Seen s, Half other) {
        int number = s.end() - 1;
        boolean old = other.told && Seq.lt(number, other.rcv) && !(gap && number == gapAt)
                || syn != null && Seq.leq(number, syn.seq());
        boolean sentMore = fin == null && textEnds && Seq.lt(number, textEnd);
        contradicts |= fin != null && !old && number != finSeq || sentMore;
        if (fin == null && !old && !sentMore) {
            fin = s;
            finSeq = number;
        }
        if (fin != null && number == finSeq) {
            finAlone = other.fin == null ? s : finAlone;
            fins++;
            lastFin = s;
        }
    }

    /** Called before {@link #sent}: what it had acknowledged up to now. */
    void beforeFin() {
        toldBeforeFin = fin == null ? toldBy : toldBeforeFin;
    }

    /** New text at or behind its own reset, or an acknowledgement of what came later: no stack does that after a reset. */
    private void goesOn(Seen s, Half other) {
        Seen reset = reset();
        if (reset == null || wentOn != null) {
            return;
        }
        boolean sends = s.len() > 0 && Seq.geq(s.seq(), reset.seq());
        Seen heard = other.lastText;
        boolean takes = heard != null && heard.frame() > reset.frame() && s.hasAck() && Seq.geq(s.ack(), heard.end());
        wentOn = sends || takes ? s : null;
    }

    private void window(Seen s) {
        int shift = s.syn() ? 0 : syn == null ? MOST_SCALE : Math.max(0, scale);
        widest = Math.max(widest, s.window() << shift);
        if (s.syn() || s.fin()) {
            return;
        }
        if (s.window() == 0 && shut == null) {
            shut = s;
            opened = null;
        } else if (s.window() != 0 && shut != null) {
            shutFor = Math.max(shutFor, s.at() - shut.at());
            opened = s;
            shut = null;
        }
    }
}
