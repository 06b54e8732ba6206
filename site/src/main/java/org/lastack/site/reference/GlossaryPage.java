package org.lastack.site.reference;

import java.util.List;
import java.util.Locale;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rules;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** The words of the field, each with where it is shown. */
final class GlossaryPage {
    private static final String PATH = "glossary.html";
    private static final int MOST_LESSONS = 3;

    private final Reference reference;

    GlossaryPage(Reference reference) {
        this.reference = reference;
    }

    Page page() {
        List<Entries.Entry> entries = Entries.read("glossary.txt");
        Html out = new Html();
        out.putLine("h1", "Glossary");
        out.putLine(
                "p",
                "The words of the field, as RFC 9293 and Linux have them. Each leads to where it is shown.",
                "class",
                "lead");
        out.open("nav", "aria-label", "All words").open("ul", "class", "jump");
        entries.forEach(entry -> out.open("li")
                .put("a", entry.name(), "href", "#" + anchor(entry.name()))
                .close());
        out.close().closeLine();
        entries.forEach(entry -> entry(out, entry));
        return reference.page(PATH, Kind.GLOSSARY, "Glossary", "The words of how TCP connections end.", out);
    }

    /** The name of a term's place. */
    static String anchor(String term) {
        return term.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private void entry(Html out, Entries.Entry entry) {
        out.open("section", "class", "term").put("h2", entry.name(), "id", anchor(entry.name()));
        out.open("p");
        reference.prose().write(out, entry.get("says"), PATH);
        out.close().open("p", "class", "see");
        List<String> see = entry.words("see");
        for (int i = 0; i < see.size(); i++) {
            out.text(i == 0 ? "See " : ", ");
            see(out, see.get(i));
        }
        out.close();
        Mentions.write(out, reference.mentions().most(entry.name(), MOST_LESSONS), PATH);
        out.closeLine();
    }

    /** A rule by its id, or a page by its path. */
    private static void see(Html out, String target) {
        if (Rules.find(target) != null) {
            out.put("a", target, "class", "rule-id", "href", LinkedText.rulePath(target));
            return;
        }
        String file = target.replaceFirst("(?:.*/)?([^/]+)\\.html", "$1");
        String name = switch (target) {
            case "stacks/index.html" -> "stacks and rules";
            case "rules/index.html" -> "the rules";
            case "states.html" -> "the state diagram";
            case "plug-in.html" -> "how to plug in a stack";
            default -> file;
        };
        out.put("a", name, "href", target);
    }
}
