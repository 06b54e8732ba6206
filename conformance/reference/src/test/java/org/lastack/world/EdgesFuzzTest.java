package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.trace.Event;

/** At the edges of their ranges knobs and socket options are refused or lived with: no scenario finds a machine without rest. */
class EdgesFuzzTest {
    /** More when asked: {@code -Dfuzz.settings=10000000}. */
    private static final int COUNT = Integer.getInteger("fuzz.settings", 10_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int STEPS = 14;

    private final Dice dice = new Dice(SEED);
    private int taken;
    private int refused;
    private int options;
    private int invalid;
    private int endless;

    @Test
    void a_host_can_live_with_every_value_that_is_taken() {
        for (int i = 0; taken + refused < COUNT; i++) {
            Settings client = edged();
            Settings server = edged();
            try {
                optionsAreJudged(RandomPlay.of(dice, client, server, STEPS));
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("More happens until"), e.getMessage());
                endless++;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + SEED + ", scenario " + i + ": " + client + " / " + server, e);
            }
        }
        assertTrue(taken > COUNT / 5 && refused > COUNT / 5, taken + " taken, " + refused + " refused");
        assertTrue(options > COUNT / 50 && invalid > COUNT / 500, options + " options, " + invalid + " invalid");
    }

    /** A preset with some knobs at an edge. */
    private Settings edged() {
        Settings settings = dice.percent(50) ? Settings.rfc9293() : Settings.linux();
        for (int i = dice.below(4); i > 0; i--) {
            Knob knob = Knob.values()[dice.below(Knob.values().length)];
            settings = with(settings, knob, Edges.of(knob.range(), dice));
        }
        return settings;
    }

    private Settings with(Settings settings, Knob knob, long value) {
        try {
            Settings changed = settings.with(knob, value);
            assertTrue(knob.range().contains(value), knob + " took " + value);
            assertEquals(value, changed.get(knob));
            taken++;
            return changed;
        } catch (IllegalArgumentException e) {
            assertFalse(knob.range().contains(value), knob + " refused " + value);
            assertEquals(knob.word() + " cannot be " + value + ", only " + knob.range(), e.getMessage());
            refused++;
            return settings;
        }
    }

    private void optionsAreJudged(World world) {
        for (Seen one : world.seen()) {
            if (one.event() instanceof Event.Returned r && r.call() instanceof Call.SetOption o) {
                SocketOption option = o.option();
                boolean fits = option.range().contains(o.value());
                boolean closed = r.result().is(Errno.EBADF);
                assertTrue(closed || fits != r.result().is(Errno.EINVAL), o + " " + r.result());
                options += closed ? 0 : 1;
                invalid += closed || fits ? 0 : 1;
            }
        }
    }
}
