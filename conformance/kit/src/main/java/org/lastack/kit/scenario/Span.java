package org.lastack.kit.scenario;

import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Time;

/**
 * A length of time that may depend on the stack: so many percent of one of its timers, plus so many microseconds.
 *
 * @param plus microseconds added; may be negative
 */
public record Span(Base base, int percent, long plus) {
    /** What a span is a part of. */
    public enum Base {
        NOTHING,
        TWO_MSL,
        RTO,
        PROMPT,
        DELAYED_ACK,
        SILENCE
    }

    /** Long enough to be sure that nothing comes (catalogue §1). */
    public static final Span SILENCE = new Span(Base.SILENCE, 100, 0);

    /** Long enough for a prompt answer (catalogue §1: P). */
    public static final Span PROMPT = new Span(Base.PROMPT, 100, 0);

    /** Long enough for an ACK that may be delayed. */
    public static final Span DELAYED_ACK = new Span(Base.DELAYED_ACK, 100, Time.ms(100));

    public static Span ms(long milliseconds) {
        return new Span(Base.NOTHING, 0, Time.ms(milliseconds));
    }

    public static Span seconds(long seconds) {
        return new Span(Base.NOTHING, 0, Time.seconds(seconds));
    }

    public static Span ofTwoMsl(int percent) {
        return new Span(Base.TWO_MSL, percent, 0);
    }

    public static Span ofRto(int percent) {
        return new Span(Base.RTO, percent, 0);
    }

    /** Returns the time after which a timer of this length must have gone off, however late the stack may be. */
    public static Span after(long timer, Profile profile) {
        return new Span(Base.NOTHING, 0, timer + profile.late(timer) + Time.ms(100));
    }

    public Span plusMs(long milliseconds) {
        return new Span(base, percent, plus + Time.ms(milliseconds));
    }

    /** Returns the microseconds for this stack. */
    public long micros(Profile profile) {
        long unit = switch (base) {
            case NOTHING -> 0;
            case TWO_MSL -> profile.twoMsl();
            case RTO -> percent < 100 ? profile.minRto() : profile.rto(); // what is to come before it, or after it
            case PROMPT -> profile.prompt();
            case DELAYED_ACK -> profile.delayedAck();
            case SILENCE -> profile.silence();
        };
        return unit * percent / 100 + plus;
    }

    @Override
    public String toString() {
        String part = base == Base.NOTHING ? "" : percent == 100 ? base.name() : percent + "% of " + base.name();
        String more = plus == 0 ? "" : Time.show(plus);
        return part.isEmpty() ? Time.show(plus) : more.isEmpty() ? part : part + (plus > 0 ? " + " : " ") + more;
    }
}
