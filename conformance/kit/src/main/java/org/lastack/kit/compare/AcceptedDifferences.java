package org.lastack.kit.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differences between two stacks that are known and have a reason. */
public final class AcceptedDifferences {
    public static final AcceptedDifferences NONE = new AcceptedDifferences(List.of());

    /**
     * One kind of difference.
     *
     * @param pattern what {@link Parting#toString} is matched with; {@code *} stands for any characters
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
     * @throws IllegalArgumentException when a pattern has no reason, or a reason no pattern
     */
    public static AcceptedDifferences of(List<String> lines) {
        List<Accepted> all = new ArrayList<>();
        String pattern = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            boolean reason = Character.isWhitespace(line.charAt(0));
            require(reason != pattern.isEmpty(), i, reason ? "a reason without a pattern" : pattern + " has no reason");
            if (!reason) {
                pattern = text;
            } else {
                all.add(new Accepted(pattern, text));
                pattern = "";
                while (i + 1 < lines.size() && lines.get(i + 1).startsWith(" ")) {
                    i++;
                    all.set(
                            all.size() - 1,
                            more(all.get(all.size() - 1), lines.get(i).strip()));
                }
            }
        }
        require(pattern.isEmpty(), lines.size() - 1, pattern + " has no reason");
        return new AcceptedDifferences(all);
    }

    private static Accepted more(Accepted accepted, String text) {
        return new Accepted(accepted.pattern, accepted.reason + " " + text);
    }

    private static void require(boolean holds, int line, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("line " + (line + 1) + ": " + otherwise);
        }
    }

    /** Returns why the stacks may part so, or null. */
    public @Nullable String reason(Parting parting) {
        for (Accepted one : all) {
            if (matches(one.pattern, parting.toString())) {
                return one.reason;
            }
        }
        return null;
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        String head = pattern.substring(0, star);
        String rest = pattern.substring(star + 1);
        for (int i = head.length(); text.startsWith(head) && i <= text.length(); i++) {
            if (matches(rest, text.substring(i))) {
                return true;
            }
        }
        return false;
    }
}
