package org.lastack.certify;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long something may take, as a person writes it: a number of seconds, or one with its unit. */
final class Patience {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(ms|s|m|)");
    private static final Duration MOST = Duration.ofHours(1);

    private Patience() {}

    /**
     * Reads {@code 10s}, {@code 500ms}, {@code 2m} or {@code 10}, which are seconds.
     *
     * @throws Problem when it is none of these, nothing, or more than an hour
     */
    static Duration of(String text) {
        return of("--patience", text);
    }

    /**
     * Reads a time that an option of this name was given.
     *
     * @throws Problem as {@link #of(String)}
     */
    static Duration of(String option, String text) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long number = Long.parseLong(time.group(1));
            Duration patience = switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofSeconds(number);
            };
            if (!patience.isZero() && patience.compareTo(MOST) <= 0) {
                return patience;
            }
        }
        throw new Problem(option + " is a time such as 10s, 500ms or 2m, at most an hour, not '" + text + "'");
    }
}
