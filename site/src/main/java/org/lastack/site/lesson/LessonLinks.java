package org.lastack.site.lesson;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.lastack.kit.rules.Rules;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Markup;
import org.lastack.site.reference.LinkedText;

/** Makes links of what a lesson names: rules, settings and other lessons, each once in a section. */
final class LessonLinks {
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

    /** Makes links in the texts of an element. */
    void in(Element element) {
        for (TextNode text : Markup.texts(element, "pre", "a", "svg")) {
            Element code = text.parent();
            if (code != null && code.nameIs("code")) {
                inCode(code, WORD.matcher(text.getWholeText()));
            } else {
                Markup.replace(text, WORD, word -> {
                    String page = page(word);
                    return links(page) ? begin(page) + word.group() + "</a>" : word.group();
                });
            }
        }
    }

    private void inCode(Element code, Matcher word) {
        String page = word.matches() ? page(word) : "";
        if (links(page)) {
            code.wrap(begin(page) + "</a>");
        }
    }

    /** The page that the word names, or nothing. */
    private String page(MatchResult word) {
        String rule = word.group(1);
        if (rule != null) {
            return Rules.find(rule) == null ? "" : LinkedText.rulePath(rule);
        }
        String setting = word.group(3);
        if (setting != null) {
            return settings.contains(setting) ? LinkedText.knobPath(setting) : "";
        }
        int number = Integer.parseInt(word.group(2));
        return lessons.stream()
                .filter(lesson -> lesson.number() == number)
                .map(LessonPages::path)
                .findFirst()
                .orElse("");
    }

    private boolean links(String page) {
        return !page.isEmpty() && !page.equals(self) && seen.add(page);
    }

    private String begin(String page) {
        return "<a href=\"" + up + page + "\">";
    }
}
