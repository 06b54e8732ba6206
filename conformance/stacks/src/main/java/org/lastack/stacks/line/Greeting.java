package org.lastack.stacks.line;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/**
 * The addresses of a test, and what a program answers when it is told them.
 *
 * @param own4 the stack's IPv4 address
 * @param peer4 the kit's
 * @param own6 the stack's IPv6 address
 * @param peer6 the kit's
 */
record Greeting(IpAddress own4, IpAddress peer4, IpAddress own6, IpAddress peer6) {
    /** Addresses for documentation (RFC 5737, RFC 3849): they cannot be anybody's. */
    static final Greeting DEFAULT = new Greeting(
            IpAddress.of("192.0.2.1"),
            IpAddress.of("192.0.2.16"),
            IpAddress.of("2001:db8::1"),
            IpAddress.of("2001:db8::10"));

    private static final Set<String> KEYS = Set.of(
            "clock",
            "ip",
            "msl_ms",
            "rto_ms",
            "min_rto_ms",
            "syn_rto_ms",
            "granularity_ms",
            "delack_ms",
            "late_percent",
            "lone",
            "features");

    /** RFC 9293 §3.4.2 has two minutes; what is waited for in one command is no more than an hour. */
    private static final long LONGEST_MSL_MS = 3_600_000;

    /** RFC 6298 §2 (2.5) lets a timeout be bounded at 60 s, and no first one, no tick and no delay of an ACK is as long. */
    private static final long LONGEST_MS = 60_000;

    private static final int MOST_LATE_PERCENT = 50;
    private static final int LONGEST_NAME = 100;

    String line() {
        return "hello 1 " + own4 + " " + peer4 + " " + own6 + " " + peer6;
    }

    /**
     * Reads the answer.
     *
     * @throws IllegalArgumentException when it breaks the grammar; the message says how
     */
    Profile profile(String answer) {
        StringBuilder name = new StringBuilder();
        Map<String, String> values = new HashMap<>();
        for (String word : Answers.rest(answer).split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                Answers.require(
                        values.isEmpty() && !word.isEmpty(), "'" + Transcript.quote(word) + "' is no key=value");
                name.append(name.length() == 0 ? "" : " ").append(word);
            } else {
                String key = word.substring(0, equals);
                Answers.require(KEYS.contains(key), "the kit knows no key '" + Transcript.quote(key) + "'");
                Answers.require(values.put(key, word.substring(equals + 1)) == null, "'" + key + "' comes twice");
            }
        }
        name(name);
        boolean v6 = v6(values.getOrDefault("ip", "4"));
        long rto = milliseconds(values, "rto_ms", null, 1, LONGEST_MS);
        String same = Long.toString(rto / Time.MILLISECOND);
        long least = milliseconds(values, "min_rto_ms", same, 1, rto / Time.MILLISECOND);
        String usual = Long.toString(Profile.usualSynRto(rto) / Time.MILLISECOND);
        Profile profile = new Profile(
                name.toString(),
                clock(values.get("clock")),
                own4,
                peer4,
                v6 ? own6 : null,
                v6 ? peer6 : null,
                2 * milliseconds(values, "msl_ms", null, 1, LONGEST_MSL_MS),
                rto,
                milliseconds(values, "granularity_ms", "0", 0, LONGEST_MS),
                milliseconds(values, "delack_ms", "0", 0, LONGEST_MS),
                features(values.getOrDefault("features", "")),
                Set.of());
        long late = number(values, "late_percent", Integer.toString(Profile.USUAL_LATE_PERCENT), 0, MOST_LATE_PERCENT);
        return profile.withTimeouts(least, milliseconds(values, "syn_rto_ms", usual, 1, LONGEST_MS))
                .withSystem((int) late, words(values.getOrDefault("lone", "")));
    }

    private static void name(CharSequence name) {
        Answers.require(name.length() > 0, "the name of the stack is missing");
        Answers.require(name.length() <= LONGEST_NAME, "a name of more than " + LONGEST_NAME + " characters");
        Answers.require(
                name.chars().allMatch(c -> c >= ' ' && c < 0x7f),
                "the name has a character that is no printable ASCII");
    }

    private static boolean v6(String families) {
        Answers.require(
                families.equals("4") || families.equals("4,6"), "ip= is 4 or 4,6, not " + Transcript.quote(families));
        return families.equals("4,6");
    }

    private static Clock clock(@Nullable String word) {
        Answers.require("virtual".equals(word) || "wall".equals(word), "clock= must be virtual or wall");
        return "virtual".equals(word) ? Clock.VIRTUAL : Clock.WALL;
    }

    private static Set<String> words(String list) {
        return list.isEmpty() ? Set.of() : Set.copyOf(List.of(list.split(",", -1)));
    }

    private static long milliseconds(
            Map<String, String> values, String key, @Nullable String otherwise, long least, long most) {
        return Time.ms(number(values, key, otherwise, least, most));
    }

    private static long number(
            Map<String, String> values, String key, @Nullable String otherwise, long least, long most) {
        String digits = values.getOrDefault(key, otherwise);
        if (digits == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        long value = Answers.number(digits);
        Answers.require(value >= least && value <= most, key + "= is " + least + " to " + most + ", not " + value);
        return value;
    }

    private static Set<Feature> features(String words) {
        Set<Feature> features = EnumSet.of(Feature.BASE);
        for (String word : words.isEmpty() ? new String[0] : words.split(",", -1)) {
            features.add(Feature.of(Transcript.quote(word)));
        }
        return features;
    }
}
