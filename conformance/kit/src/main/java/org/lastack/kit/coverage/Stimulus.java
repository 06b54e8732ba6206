package org.lastack.kit.coverage;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Knowledge;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.scenario.AckRef;
import org.lastack.kit.scenario.SeqRef;
import org.lastack.kit.scenario.Template;
import org.lastack.kit.scenario.TsRef;
import org.lastack.kit.stack.Feature;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Options.Timestamps;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.trace.Event;

/**
 * The segments of a peer that a closing connection has to cope with: the rows of the matrix (catalogue §4), each with how it is sent,
 * where, under which rule, and how it is known when it arrives.
 */
public enum Stimulus {
    RST_EXACT(
            "RST at RCV.NXT",
            "RA-EXACT",
            () -> Template.rst().at(SeqRef.RCV_NXT),
            Situation.ALL,
            (s, k) -> s.rst() && s.seq() == k.rcvNxt && !old(s, k)),
    RST_IN_WINDOW(
            "RST elsewhere in the window",
            "RA-INWIN",
            () -> Template.rst().at(Sent.INSIDE),
            Situation.ALL,
            (s, k) -> s.rst() && s.seq() != k.rcvNxt && k.inWindow(s.seq())),
    RST_BELOW(
            "RST at RCV.NXT-1",
            "RA-OUTWIN",
            () -> Template.rst().at(SeqRef.rcvNxt(-1)),
            Situation.ALL,
            (s, k) -> s.rst() && s.seq() == k.rcvNxt - 1),
    RST_AT_EDGE(
            "RST at RCV.NXT+RCV.WND",
            "RA-OUTWIN",
            () -> Template.rst().at(new SeqRef(SeqRef.Base.RIGHT_EDGE, 0)),
            Situation.ALL,
            (s, k) -> s.rst() && s.seq() == k.rcvEdge && s.seq() != k.rcvNxt),
    SYN_IN_WINDOW(
            "SYN in the window",
            "SY-CHALLENGE",
            () -> Template.syn().at(Sent.INSIDE),
            Situation.ALL,
            (s, k) -> syn(s) && k.inWindow(s.seq())),
    SYN_OUTSIDE(
            "SYN outside the window",
            "RG-SYNC",
            () -> Template.syn().at(SeqRef.rcvNxt(-5)),
            Situation.ALL,
            (s, k) -> syn(s) && !k.inWindow(s.seq())),
    FIN_AGAIN(
            "the peer's FIN again",
            "FO-DUP",
            () -> Sent.nothingNew(Template.finAgain()),
            Situation.AFTER_PEER_FIN,
            (s, k) -> plain(s, k) && finAgain(s, k)),
    TEXT_BEHIND_FIN(
            "text behind the peer's FIN, at RCV.NXT",
            "FO-BEYOND",
            () -> Sent.nothingNew(Template.data(5).at(SeqRef.RCV_NXT)),
            Situation.AFTER_PEER_FIN,
            (s, k) -> plain(s, k) && !s.data().isEmpty() && s.seq() == k.rcvNxt),
    ACROSS_FIN(
            "text from before the peer's FIN to beyond it",
            "FO-STRADDLE",
            () -> Sent.nothingNew(Template.fin().with(5).at(SeqRef.peerFin(-2))),
            Situation.AFTER_PEER_FIN,
            (s, k) -> plain(s, k) && Seq.leq(s.seq(), k.peerFinSeq) && Seq.gt(s.end(), k.rcvNxt)),
    TEXT(
            "text in order",
            "HC-RECV",
            () -> Sent.nothingNew(Template.data(5)),
            Situation.BEFORE_PEER_FIN,
            (s, k) -> plain(s, k) && !s.data().isEmpty() && s.seq() == k.rcvNxt && k.rcvWnd() > 0),
    FIN_BEYOND_HOLE(
            "FIN beyond a hole",
            "FO-HOLE",
            () -> Sent.nothingNew(Template.fin().at(Sent.INSIDE)),
            Situation.BEFORE_PEER_FIN,
            (s, k) -> plain(s, k) && s.fin() && Seq.gt(s.seq(), k.rcvNxt) && k.inWindow(s.finSeq())),
    ACK_OF_UNSENT(
            "ACK of what was not sent",
            "RB-ACKUNSENT",
            () -> Template.ack().acking(Sent.UNSENT),
            Situation.ALL,
            (s, k) -> acksUnsent(s, k) && !s.fin() && k.inWindow(s.seq())),
    FIN_WITH_ACK_OF_UNSENT(
            "FIN with an ACK of what was not sent",
            "RB-ACKUNSENT",
            () -> Template.fin().acking(Sent.UNSENT),
            with(Situation.BEFORE_PEER_FIN, Situation.TIME_WAIT),
            (s, k) -> acksUnsent(s, k) && s.fin() && (k.inWindow(s.seq()) || finAgain(s, k))),
    ACK_OF_FIN_BELOW(
            "ACK of the stack's FIN, SEQ below RCV.NXT",
            "RB-OOW",
            () -> Template.ack().at(SeqRef.rcvNxt(-5)),
            with(Situation.FIN_OUT, Situation.TIME_WAIT),
            (s, k) -> plain(s, k) && acksFin(s, k) && s.len() == 0 && Seq.lt(s.seq(), k.rcvNxt)),
    ACK_OF_FIN_AHEAD(
            "ACK of the stack's FIN, SEQ in the window beyond RCV.NXT",
            "RB-OOW",
            () -> Template.ack().at(Sent.INSIDE),
            Situation.FIN_OUT,
            (s, k) -> plain(s, k) && acksFin(s, k) && s.seq() != k.rcvNxt && k.inWindow(s.seq())),
    NO_ACK(
            "no ACK bit",
            "RB-NOACK",
            () -> Template.of(Flags.FIN).at(SeqRef.RCV_NXT),
            Situation.ALL,
            (s, k) -> !s.hasAck() && !s.rst() && !s.syn()),
    KEEPALIVE(
            "keep-alive probe: SEQ=RCV.NXT-1, at most one octet",
            "OR-KEEPALIVE",
            () -> Sent.nothingNew(Template.ack().at(SeqRef.rcvNxt(-1))),
            Situation.ALL,
            (s, k) -> plain(s, k) && !s.fin() && s.seq() == k.rcvNxt - 1 && s.len() <= 1),
    BAD_CHECKSUM(
            "wrong checksum",
            "RB-CHECKSUM",
            () -> Sent.nothingNew(Template.fin()).withBadChecksum(),
            Situation.ALL,
            (s, k) -> false),
    OLD_TIMESTAMP(
            "old timestamp, no RST",
            "TS-PAWS",
            () -> Sent.nothingNew(Template.fin()).withTsVal(Sent.LONG_AGO),
            Situation.ALL,
            (s, k) -> !s.rst() && old(s, k)),
    RST_WITH_OLD_TIMESTAMP(
            "RST at RCV.NXT with an old timestamp",
            "TS-RST",
            () -> Template.rst().at(SeqRef.RCV_NXT).withTsVal(Sent.LONG_AGO),
            Situation.ALL,
            (s, k) -> s.rst() && s.seq() == k.rcvNxt && old(s, k));

    private final String words;
    private final String rule;
    private final Supplier<Template> template;
    private final Set<Situation> where;
    private final BiPredicate<Segment, Knowledge> is;

    Stimulus(
            String words,
            String rule,
            Supplier<Template> template,
            Set<Situation> where,
            BiPredicate<Segment, Knowledge> is) {
        this.words = words;
        this.rule = rule;
        this.template = template;
        this.where = where;
        this.is = is;
    }

    /** Tells whether what arrives here is this to its connection; a segment may be several. */
    boolean is(Moment moment) {
        Segment segment = moment.arrived();
        if (segment != null) {
            return is.test(segment, moment.before());
        }
        return this == BAD_CHECKSUM && moment.event() instanceof Event.ArrivedRaw raw && badChecksum(raw);
    }

    boolean applies(Situation situation) {
        return where.contains(situation);
    }

    /** The states that it is tried in, in their order. */
    public Set<Situation> where() {
        return EnumSet.copyOf(where);
    }

    /** The id of the rule under which it is always tried. */
    public String rule() {
        return rule;
    }

    /** The segment that is this stimulus in this state. */
    public Template template(Situation situation) {
        boolean again = this == FIN_WITH_ACK_OF_UNSENT && situation == Situation.TIME_WAIT;
        return again ? Template.finAgain().acking(Sent.UNSENT) : template.get();
    }

    /** Returns the feature without which no stack meets it, or null. */
    public @Nullable Feature needs() {
        return this == OLD_TIMESTAMP ? Feature.PAWS : this == RST_WITH_OLD_TIMESTAMP ? Feature.TS : null;
    }

    @Override
    public String toString() {
        return words;
    }

    private static Set<Situation> with(Set<Situation> some, Situation further) {
        Set<Situation> all = EnumSet.copyOf(some);
        all.add(further);
        return all;
    }

    /** Tells whether nothing but its sequence number, text and FIN is special: those checks of the RFC come after others. */
    private static boolean plain(Segment s, Knowledge k) {
        return s.hasAck() && !s.rst() && !s.syn() && !acksUnsent(s, k) && !old(s, k);
    }

    private static boolean syn(Segment s) {
        return s.syn() && !s.rst();
    }

    private static boolean acksUnsent(Segment s, Knowledge k) {
        return s.hasAck() && !s.rst() && !s.syn() && Seq.gt(s.ack(), k.sndNxt);
    }

    private static boolean acksFin(Segment s, Knowledge k) {
        return k.finSent && s.ack() == k.finSeq + 1;
    }

    private static boolean finAgain(Segment s, Knowledge k) {
        return k.finReceived && s.fin() && s.finSeq() == k.peerFinSeq;
    }

    private static boolean old(Segment s, Knowledge k) {
        Timestamps ts = s.options().timestamps();
        return k.timestamps && ts != null && Seq.lt(ts.tsVal(), k.tsRecent);
    }

    private static boolean badChecksum(Event.ArrivedRaw raw) {
        return PacketCodec.decodeSpoiled(raw.octets()) != null && !PacketCodec.checksumHolds(raw.octets());
    }

    /** What the templates are made of; an enum's own constants are not there yet when its values are made. */
    private static final class Sent {
        static final SeqRef INSIDE = SeqRef.rcvNxt(100);
        static final AckRef UNSENT = AckRef.unsent(1000);
        static final TsRef LONG_AGO = TsRef.recent(-100_000);

        /** Unless a stimulus is about its ACK field, that must not acknowledge our FIN: two stimuli in one. */
        static Template nothingNew(Template segment) {
            return segment.acking(AckRef.NOTHING_NEW);
        }
    }
}
