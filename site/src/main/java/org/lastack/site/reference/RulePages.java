package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.report.html.Mark;
import org.lastack.kit.rules.Group;
import org.lastack.kit.rules.Level;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.Feature;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** A page for each rule, and the list of them. */
final class RulePages {
    private final Reference reference;

    RulePages(Reference reference) {
        this.reference = reference;
    }

    List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        pages.add(index());
        for (Group group : Rules.groups()) {
            group.rules().forEach(rule -> pages.add(page(group, rule)));
        }
        return pages;
    }

    private static String title(Group group) {
        return group.letter() + ". " + group.title();
    }

    /** The name of a group's place in the list. */
    static String anchor(Group group) {
        return "group-" + String.valueOf(group.letter()).toLowerCase(Locale.ROOT);
    }

    // The list

    private Page index() {
        String path = "rules/index.html";
        Html out = new Html();
        out.putLine("h1", "The rules");
        long testable = Rules.all().stream().filter(Rule::testable).count();
        out.putLine(
                "p",
                Rules.all().size() + " rules say how a TCP connection has to end. Each has its source, and " + testable
                        + " of them are tried on stacks; the others say why they cannot be. A rule looks at what happens at the boundary of a stack,"
                        + " calls and segments and their times, and at nothing else.",
                "class",
                "lead");
        out.open("nav", "aria-label", "Groups").open("ul", "class", "groups");
        for (Group group : Rules.groups()) {
            out.open("li").put("a", title(group), "href", "#" + anchor(group)).close();
        }
        out.close().closeLine();
        levels(out);
        for (Group group : Rules.groups()) {
            out.open("section", "id", anchor(group));
            out.putLine("h2", title(group));
            out.open("dl", "class", "rules");
            for (Rule rule : group.rules()) {
                entry(out, rule, path);
            }
            out.close().closeLine();
        }
        return reference.page(
                path,
                Kind.INDEX,
                "Rules",
                "Every rule for the end of a TCP connection, by group, with its source.",
                out);
    }

    private static void levels(Html out) {
        out.open("details", "class", "legend").put("summary", "How binding a rule is: the word beside it");
        out.open("dl", "class", "facts");
        for (Level level : Level.values()) {
            out.open("dt").put("span", level.toString(), "class", "level").close();
            out.putLine("dd", level.sentence());
        }
        out.close().closeLine();
    }

    private void entry(Html out, Rule rule, String path) {
        out.open("dt").put("a", rule.id(), "href", rule.id() + ".html", "class", "rule-id");
        out.text(" ").put("span", rule.level().toString(), "class", "level").close();
        out.open("dd");
        reference.prose().write(out, rule.statement(), path);
        if (!rule.testable()) {
            out.put("span", " Not tried.", "class", "muted");
        }
        out.closeLine();
    }

    // One rule

    private Page page(Group group, Rule rule) {
        String path = LinkedText.rulePath(rule.id());
        Html out = new Html();
        out.open("p", "class", "kicker").put("a", title(group), "href", "index.html#" + anchor(group));
        out.closeLine();
        out.putLine("h1", rule.id(), "class", "rule-id");
        reference.prose().paragraph(out, rule.statement(), path, "class", "lead");
        facts(out, rule, path);
        List<Exhibit> exhibits = rule.testable() ? Exhibits.of(rule) : List.of();
        tested(out, rule, exhibits, path);
        if (!exhibits.isEmpty()) {
            new ExhibitSection(rule, exhibits).write(out);
        }
        verdicts(out, rule, path);
        related(out, rule, path);
        Neighbours.write(
                out, "Neighbouring rules", Rules.all().stream().map(Rule::id).toList(), rule.id());
        return reference.page(path, Kind.RULE, rule.id(), rule.statement(), out);
    }

    private void facts(Html out, Rule rule, String path) {
        out.open("dl", "class", "facts");
        out.put("dt", "Level").open("dd").put("span", rule.level().toString(), "class", "level");
        out.text(" " + rule.level().sentence()).closeLine();
        out.put("dt", "Source").open("dd");
        reference.prose().write(out, rule.source(), path);
        out.closeLine();
        if (!rule.intent().isEmpty()) {
            out.put("dt", "The mistake").open("dd");
            reference.prose().write(out, rule.intent(), path);
            out.closeLine();
        }
        List<Feature> needs =
                rule.needs().stream().filter(f -> f != Feature.BASE).sorted().toList();
        out.put("dt", "Asked of").open("dd");
        if (needs.isEmpty()) {
            out.text("Every TCP.");
        } else {
            out.text("Stacks that claim ");
            for (int i = 0; i < needs.size(); i++) {
                out.text(i == 0 ? "" : i == needs.size() - 1 ? " and " : ", ")
                        .put("code", needs.get(i).word());
            }
            out.text(".");
        }
        out.closeLine().closeLine();
    }

    private void tested(Html out, Rule rule, List<Exhibit> exhibits, String path) {
        out.putLine("h2", "How it is tried");
        if (!rule.testable()) {
            reference
                    .prose()
                    .paragraph(
                            out,
                            "It is not: " + rule.untested() + (rule.untested().endsWith(".") ? "" : "."),
                            path);
            return;
        }
        String mutants =
                exhibits.size() == 1 ? "1 deliberately wrong stack" : exhibits.size() + " deliberately wrong stacks";
        out.putLine(
                "p",
                "The kit plays the peer and draws scenarios at random from all that the rule is about: calls of the application, segments"
                        + " with numbers in and around the window, losses, and passing time. The rule then judges what was seen. That it bites is"
                        + " proved by " + mutants + ", which it must catch.");
        out.open("p")
                .text("On your machine: ")
                .put("code", "./lastack certify --rules " + rule.id())
                .text(".")
                .closeLine();
    }

    private void verdicts(Html out, Rule rule, String path) {
        out.putLine("h2", "How stacks do");
        out.open("dl", "class", "stack-verdicts");
        for (Stacks.Shown shown : reference.stacks().all()) {
            OfStack stack = shown.report();
            Entry entry = stack.find(rule.id());
            out.open("dt");
            // A report that is older than the rule has no such place.
            String place = entry == null ? "" : "#" + rule.id();
            out.put("a", stack.stack().name(), "href", Page.up(path) + shown.path() + place)
                    .close();
            out.open("dd");
            if (entry == null) {
                out.text("not asked").closeLine();
                continue;
            }
            Mark mark = Mark.of(entry);
            out.open("span", "class", "verdict " + mark.style());
            Signs.put(out, mark);
            out.text(" " + mark.word()).close();
            out.text(story(entry));
            out.closeLine();
        }
        out.closeLine();
    }

    private static String story(Entry entry) {
        String known = entry.known();
        if (known != null) {
            return ": " + known;
        }
        if (!entry.why().isEmpty()) {
            return ": " + entry.why() + ".";
        }
        return entry.seen().isEmpty()
                ? ""
                : ": " + String.join("; ", entry.seen().keySet()) + ".";
    }

    private void related(Html out, Rule rule, String path) {
        List<Lesson> lessons = reference.mentions().of(rule.id());
        List<String> knobs = reference.knobs().about(rule.id());
        List<Transition> transitions =
                Transitions.ALL.stream().filter(t -> t.rules().contains(rule)).toList();
        if (lessons.isEmpty() && knobs.isEmpty() && transitions.isEmpty()) {
            return;
        }
        out.putLine("h2", "Where it matters");
        Mentions.write(out, lessons, path);
        if (!transitions.isEmpty()) {
            out.open("p").text("On the way ");
            List<String> anchors =
                    transitions.stream().map(Transition::anchor).distinct().toList();
            for (int i = 0; i < anchors.size(); i++) {
                out.text(i == 0 ? "" : ", ");
                String way = anchors.get(i);
                out.put("a", way.replace(".", " → "), "href", "../states/" + way.replace(".", ".html#"));
            }
            out.text(" of the ")
                    .put("a", "state diagram", "href", "../states.html")
                    .text(".")
                    .closeLine();
        }
        if (!knobs.isEmpty()) {
            reference.prose().paragraph(out, "Settings that touch it: " + String.join(", ", knobs) + ".", path);
        }
    }
}
