package org.lastack.machine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lastack.tcp.Time;

/** A value for every {@link Knob}. Immutable. */
@SuppressWarnings("EnumOrdinal") // an index into an array of this run, never stored
public final class Settings {
    private static final Settings RFC9293 = preset(false);
    private static final Settings LINUX = preset(true);

    private final long[] values;

    private Settings(long[] values) {
        this.values = values;
    }

    private static Settings preset(boolean linux) {
        Knob[] knobs = Knob.values();
        long[] values = new long[knobs.length];
        for (Knob knob : knobs) {
            values[knob.ordinal()] = linux ? knob.linux() : knob.rfc9293();
        }
        return new Settings(values);
    }

    /** Strictly what RFC 9293 says, with RFC 5961, 6191, 6298 and 7323. */
    public static Settings rfc9293() {
        return RFC9293;
    }

    /** What Linux 6.18 does where it departs from the RFCs, as far as a SHOULD, a MAY or silence leaves room for it. */
    public static Settings linux() {
        return LINUX;
    }

    /**
     * Returns settings that differ in one knob, in the knob's own unit.
     *
     * @throws IllegalArgumentException when the value is outside of the knob's range; the message names both
     */
    public Settings with(Knob knob, long value) {
        if (!knob.range().contains(value)) {
            throw new IllegalArgumentException(knob.word() + " cannot be " + value + ", only " + knob.range());
        }
        long[] changed = values.clone();
        changed[knob.ordinal()] = value;
        return new Settings(changed);
    }

    /**
     * The same by name; null when no knob has that name.
     *
     * @throws IllegalArgumentException when the value is outside of the knob's range
     */
    public @Nullable Settings with(String word, long value) {
        Knob knob = Knob.find(word);
        return knob == null ? null : with(knob, value);
    }

    /** Returns the value in the knob's own unit. */
    public long get(Knob knob) {
        return values[knob.ordinal()];
    }

    public int count(Knob knob) {
        return (int) values[knob.ordinal()];
    }

    /** Tells whether a switch is on. */
    public boolean is(Knob knob) {
        return values[knob.ordinal()] != 0;
    }

    /** Returns a length of time in microseconds; {@link Time#NEVER} when the limit is off. */
    public long time(Knob knob) {
        long value = values[knob.ordinal()];
        return value < 0 ? Time.NEVER : value * knob.unit().micros;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Lists what differs from the strict preset. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("rfc9293");
        for (Knob knob : Knob.values()) {
            if (get(knob) != knob.rfc9293()) {
                text.append(' ').append(knob.word()).append('=').append(get(knob));
            }
        }
        return text.toString();
    }
}
