package org.lastack.kit.compare;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.rules.Glob;
import org.lastack.machine.Settings;

/**
 * Differences between two stacks that are known and have a reason. Most are a pattern of what parts them. One that a knob of the
 * reference can make is a setting instead: then the first stack does what the second does, and what follows is compared too.
 */
public final class AcceptedDifferences {
    public static final AcceptedDifferences NONE = new AcceptedDifferences(List.of());

    private static final String SET = "set ";
    private static final Pattern KNOB = Pattern.compile("set +(\\S+) +(-?\\d{1,9})");

    /**
     * One kind of difference.
     *
     * @param pattern what {@link Divergence#toString} is matched with, {@code *} stands for any characters; or {@code set}, a knob
     *     and its value
     */
    public record Accepted(String pattern, String reason) {}

    private final List<Accepted> all;

    private AcceptedDifferences(List<Accepted> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Reads them: a line with a pattern, then one or more indented lines with the reason. Empty lines and those that begin with
     * {@code #} say nothing.
     *
     * @throws IllegalArgumentException when a pattern has no reason, a reason no pattern, or a knob is none
     */
    public static AcceptedDifferences of(List<String> lines) {
        List<Accepted> all = new ArrayList<>();
        String pattern = "";
        String reason = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (Character.isWhitespace(line.charAt(0))) {
                require(!pattern.isEmpty(), i, "a reason without a pattern");
                reason = reason.isEmpty() ? text : reason + " " + text;
            } else {
                require(pattern.isEmpty() || !reason.isEmpty(), i, pattern + " has no reason");
                add(all, pattern, reason);
                pattern = text;
                reason = "";
            }
        }
        require(pattern.isEmpty() || !reason.isEmpty(), lines.size() - 1, pattern + " has no reason");
        add(all, pattern, reason);
        AcceptedDifferences read = new AcceptedDifferences(all);
        read.applyTo(Settings.linux()); // there are such knobs
        return read;
    }

    private static void add(List<Accepted> all, String pattern, String reason) {
        if (!pattern.isEmpty()) {
            all.add(new Accepted(pattern, reason));
        }
    }

    private static void require(boolean holds, int line, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("line " + (line + 1) + ": " + otherwise);
        }
    }

    /** Returns these and then others: of two settings of a knob the later counts. */
    public AcceptedDifferences and(AcceptedDifferences others) {
        Set<String> again =
                others.settings().stream().map(AcceptedDifferences::knob).collect(toSet());
        Stream<Accepted> kept = all.stream().filter(one -> !one.pattern.startsWith(SET) || !again.contains(knob(one)));
        return new AcceptedDifferences(Stream.concat(kept, others.all.stream()).toList());
    }

    /** Returns them in the order of the list. */
    public List<Accepted> all() {
        return all;
    }

    /** Returns those that are a setting. */
    public List<Accepted> settings() {
        return all.stream().filter(one -> one.pattern.startsWith(SET)).toList();
    }

    /** Returns the settings with which the first stack does what the second does. */
    public Settings applyTo(Settings settings) {
        Settings changed = settings;
        for (Accepted one : settings()) {
            changed = set(changed, one.pattern);
        }
        return changed;
    }

    private static String knob(Accepted setting) {
        Matcher words = KNOB.matcher(setting.pattern);
        return words.matches() ? words.group(1) : "";
    }

    private static Settings set(Settings settings, String line) {
        Matcher words = KNOB.matcher(line);
        Settings changed = words.matches() ? settings.with(words.group(1), Long.parseLong(words.group(2))) : null;
        if (changed == null) {
            throw new IllegalArgumentException("\"" + line + "\" sets no knob");
        }
        return changed;
    }

    /** Returns why the stacks may part so, or null. */
    public @Nullable String reason(Divergence parting) {
        for (Accepted one : all) {
            if (Glob.matchesStars(one.pattern, parting.toString())) {
                return one.reason;
            }
        }
        return null;
    }
}
