package org.lastack.site.lesson;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.kit.rules.Rules;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.reference.Prose;

/** Makes links of what a lesson names: rules, settings and other lessons, each once in a section. */
final class LessonLinks {
    private static final Pattern PART =
            Pattern.compile("<pre[\\s\\S]*?</pre>|<a [\\s\\S]*?</a>|<code>([^<]*)</code>|<[^>]*>|([^<]+)");
    private static final Pattern WORD = Pattern.compile(
            "\\b(?:([A-Z]{2}-[A-Z0-9]+(?:-[A-Z0-9]+)*)|[Ll]esson (\\d+)|([A-Za-z]+_[A-Za-z0-9_]+|somaxconn))\\b");

    private final List<Lesson> lessons;
    private final Set<String> settings;
    private final Set<String> seen = new HashSet<>();
    private final String up;
    private final String self;

    /**
     * For one page.
     *
     * @param settings the names of those that have a page
     * @param self the lesson's own page, to which nothing leads
     */
    LessonLinks(List<Lesson> lessons, Set<String> settings, String up, String self) {
        this.lessons = List.copyOf(lessons);
        this.settings = Set.copyOf(settings);
        this.up = up;
        this.self = self;
    }

    /** Begins a section. */
    void section() {
        seen.clear();
    }

    /** Returns the markup with links in its text. */
    String in(String html) {
        return PART.matcher(html).replaceAll(part -> Matcher.quoteReplacement(part(part)));
    }

    private String part(MatchResult part) {
        String code = part.group(1);
        if (code != null) {
            Matcher word = WORD.matcher(code);
            return word.matches() ? link(page(word), part.group()) : part.group();
        }
        return part.group(2) == null
                ? part.group()
                : WORD.matcher(part.group())
                        .replaceAll(word -> Matcher.quoteReplacement(link(page(word), word.group())));
    }

    /** The page that the word names, or nothing. */
    private String page(MatchResult word) {
        String rule = word.group(1);
        if (rule != null) {
            return Rules.find(rule) == null ? "" : Prose.rulePath(rule);
        }
        String setting = word.group(3);
        if (setting != null) {
            return settings.contains(setting) ? Prose.knobPath(setting) : "";
        }
        int number = Integer.parseInt(word.group(2));
        return lessons.stream()
                .filter(lesson -> lesson.number() == number)
                .map(LessonPages::path)
                .findFirst()
                .orElse("");
    }

    private String link(String page, String words) {
        boolean links = !page.isEmpty() && !page.equals(self) && seen.add(page);
        return links ? "<a href=\"" + up + page + "\">" + words + "</a>" : words;
    }
}
