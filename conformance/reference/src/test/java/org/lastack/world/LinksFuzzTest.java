package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;

/** Whatever a link says is played, or refused in one sentence; and it comes to an end. */
class LinksFuzzTest {
    /** More when asked: {@code -Dfuzz.links=10000000}. */
    private static final int COUNT = Integer.getInteger("fuzz.links", 20_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final String MARKS = "0123456789abcdefghijklmnopqrstuvwxyz.-_~%#\n\u2026";
    private static final Pattern SENTENCE = Pattern.compile("[A-Z][^\\n]{10,200}\\.");

    private final Dice dice = new Dice(SEED);
    private final List<String> good = new ArrayList<>();
    private int played;
    private int refused;
    private int tooMuch;

    @Test
    void a_link_is_played_or_refused_in_a_sentence() {
        for (int seed = 0; seed < 500; seed++) {
            good.add(RandomPlay.of(seed, 8).script().encode());
        }
        for (int i = 0; i < COUNT; i++) {
            String text = changed(one());
            try {
                play(text);
                played++;
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                assertTrue(SENTENCE.matcher(message).matches(), message + " of " + text);
                tooMuch += message.startsWith("More happens") ? 1 : 0;
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", number " + i + ": " + text, e);
            }
        }
        assertTrue(played > COUNT / 10 && refused > COUNT / 10, played + " played, " + refused + " refused");
    }

    private void play(String text) {
        World world = new World(Script.decode(text));
        if (dice.percent(10)) {
            Script script = world.script();
            assertEquals(script, Script.decode(script.encode()));
        }
    }

    private String one() {
        return good.get(dice.below(good.size()));
    }

    private String changed(String text) {
        String changed = text;
        for (int i = dice.below(4); i >= 0; i--) {
            changed = switch (dice.below(6)) {
                case 0 -> mark(changed);
                case 1 -> number(changed);
                case 2 -> setting(changed);
                case 3 -> changed + "." + more();
                case 4 -> cut(changed);
                default -> steps(changed);
            };
        }
        return changed;
    }

    private String mark(String text) {
        int at = dice.below(text.length() + 1);
        int to = Math.min(text.length(), at + dice.below(3));
        return text.substring(0, at) + MARKS.charAt(dice.below(MARKS.length())) + text.substring(to);
    }

    /** Another number in the place of one. */
    private String number(String text) {
        int at = dice.below(text.length() + 1);
        while (at < text.length() && !Character.isDigit(text.charAt(at))) {
            at++;
        }
        int to = at;
        while (to < text.length() && Character.isDigit(text.charAt(to))) {
            to++;
        }
        return text.substring(0, at) + edge() + text.substring(to);
    }

    private String edge() {
        long near = (1L << dice.below(63)) + dice.below(3) - 1;
        return (dice.percent(15) ? "-" : "") + (dice.percent(50) ? near : dice.below(20));
    }

    private String setting(String text) {
        int seat = text.indexOf('~') + 2;
        Knob knob = Knob.values()[dice.below(Knob.values().length)];
        long value = Edges.of(knob.range(), dice);
        return seat < 2 || seat > text.length()
                ? text
                : text.substring(0, seat) + "." + knob.word() + "-" + value + text.substring(seat);
    }

    /** A step that means much work, perhaps. */
    private String more() {
        String who = dice.percent(50) ? "c2" : "s3";
        SocketOption option = SocketOption.values()[dice.below(SocketOption.values().length)];
        return switch (dice.below(5)) {
            case 0 -> who + "w0_" + (dice.percent(98) ? dice.below(5000) : dice.below(1 << 20));
            case 1 -> who + "o" + option.word() + "-" + Edges.of(option.range(), dice);
            case 2 -> "u" + Long.toString(1L << dice.below(45), 36);
            case 3 -> "b" + Long.toString(1L << dice.below(45), 36);
            default -> (dice.percent(50) ? "tc" : "ts") + ".dc" + dice.below(9) + ".ds" + dice.below(9);
        };
    }

    private String cut(String text) {
        return text.substring(0, dice.below(text.length() + 1)) + (dice.percent(50) ? "" : one());
    }

    /** Steps again, fewer, or in another order. */
    private String steps(String text) {
        int from = text.lastIndexOf('~') + 1;
        List<String> steps = new ArrayList<>(Arrays.asList(text.substring(from).split("\\.", -1)));
        int at = dice.below(steps.size());
        String step = dice.percent(50) ? steps.remove(at) : steps.get(at);
        for (int times = dice.below(dice.percent(95) ? 3 : 60); times > 0; times--) {
            steps.add(dice.below(steps.size() + 1), step);
        }
        return text.substring(0, from) + String.join(".", steps);
    }
}
