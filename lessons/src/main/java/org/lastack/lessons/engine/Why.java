package org.lastack.lessons.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the check of an exercise apart, so that a reader can be told which part of it is not true, and what stands in its place.
 *
 * @param source one of the conditions that a check joins by {@code &&}
 * @param asked an expression whose value tells why it is not true
 */
public record Why(String source, String asked) {
    /** A call at the end of an expression: what it is called on, its name, and what it is given. */
    private static final Pattern CALL = Pattern.compile("(?s)(.*)\\.(\\w+)\\((.*)\\)");

    private static final Pattern COMPARED = Pattern.compile("==|!=|<=|>=|[<>]");

    /**
     * Tells in lines what is not true of a check, and what is in its place.
     *
     * @param shown runs a source and gives what it shows, or nothing when it does not run
     */
    public static String explain(String check, UnaryOperator<String> shown) {
        StringBuilder said = new StringBuilder();
        for (Why part : of(check)) {
            if (!shown.apply(part.source()).equals("true\n")) {
                String value = shown.apply(part.asked());
                said.append("This is not true: ").append(part.source()).append('\n');
                said.append(value.isEmpty() || value.equals("false\n") ? "" : part.said(value));
            }
        }
        return said.toString();
    }

    private String said(String value) {
        boolean drawn = value.strip().contains("\n");
        return asked + " is" + (drawn ? "\n" : " ") + value;
    }

    /** Returns the parts of a check. They are asked one after the other, and one that asks must change nothing. */
    public static List<Why> of(String check) {
        List<Why> parts = new ArrayList<>();
        int from = 0;
        for (int at : outside(check, Pattern.compile("&&"))) {
            parts.add(part(check.substring(from, at)));
            from = at + 2;
        }
        parts.add(part(check.substring(from)));
        return parts;
    }

    private static Why part(String text) {
        String source = text.strip().replaceAll("\\s+", " ");
        return new Why(source, asked(source));
    }

    private static String asked(String source) {
        List<Integer> compared = outside(source, COMPARED);
        if (!compared.isEmpty()) {
            // How many octets, or microseconds, says less than the answer or the time itself.
            return source.substring(0, compared.get(0)).strip().replaceAll("\\.(octets|micros)\\(\\)$", "");
        }
        Matcher call = CALL.matcher(source);
        if (!call.matches()) {
            return source;
        }
        boolean certificate = call.group(2).equals("pass") && !call.group(3).isEmpty();
        return certificate ? call.group(1) + ".only(" + call.group(3) + ")" : call.group(1);
    }

    /** Where the pattern is found outside of parentheses and of quotation marks. */
    private static List<Integer> outside(String text, Pattern pattern) {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            plain.append(quoted || depth > 0 ? ' ' : c);
        }
        List<Integer> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(plain);
        while (matcher.find()) {
            found.add(matcher.start());
        }
        return found;
    }
}
