package org.lastack.site.reference;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lastack.kit.report.Report.Entry;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.report.html.Mark;
import org.lastack.kit.rules.Group;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.site.page.Page;

/** The matrix of stacks and rules. */
final class MatrixPage {
    private static final String PATH = "stacks/index.html";

    /** So many stacks fit beside each other on a phone. */
    private static final int FITTING = 6;

    private final Reference reference;
    private final List<Stacks.Shown> stacks;

    MatrixPage(Reference reference) {
        this.reference = reference;
        this.stacks = reference.stacks().all();
    }

    Page page() {
        Html out = new Html();
        out.putLine("h1", "Stacks and rules");
        out.putLine(
                "p",
                stacks.size() + " stacks, judged by the same " + Rules.all().size()
                        + " rules. A mark leads to what was seen on that stack; the name of a stack leads to its whole report.",
                "class",
                "lead");
        summaries(out);
        legend(out);
        table(out);
        more(out);
        return reference.page(
                PATH,
                Page.Kind.STACK,
                "Stacks and rules",
                "Which TCP stacks keep which rules for the end of a connection: the Linux kernel, lwIP and the reference.",
                out);
    }

    private void summaries(Html out) {
        out.open("div", "class", "wide stack-cards");
        for (Stacks.Shown shown : stacks) {
            OfStack stack = shown.report();
            out.open("section", "class", "stack-card");
            out.open("h2").put("a", stack.stack().name(), "href", file(shown)).close();
            out.open("ul", "class", "counts");
            for (Kind kind : Kind.values()) {
                if (stack.count(kind) > 0) {
                    Mark mark = Mark.of(kind);
                    out.open("li", "class", mark.style());
                    Signs.put(out, mark);
                    out.text(" " + counted(stack.count(kind), mark)).close();
                }
            }
            out.close();
            out.open("p", "class", "muted")
                    .text((stack.certified() ? "Certified: no rule that must be kept is broken. " : "Not certified. "));
            out.text(String.format(
                    Locale.ROOT,
                    "%,d scenarios on a %s clock, %s.",
                    stack.scenarios(),
                    stack.stack().clock(),
                    shown.live() ? "when this page was made" : "in a recorded run"));
            out.close();
            out.open("p").put("code", shown.command()).close();
            out.closeLine();
        }
        out.closeLine();
    }

    private static String counted(long count, Mark mark) {
        boolean many = mark == Mark.DEVIATION && count > 1;
        return count + " " + mark.word() + (many ? "s" : "");
    }

    private static String file(Stacks.Shown shown) {
        return shown.name() + ".html";
    }

    private void legend(Html out) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        stacks.forEach(s -> s.report().rules().forEach(e -> marks.add(Mark.of(e))));
        out.open("details", "class", "legend", "open", "").put("summary", "What the marks mean");
        out.open("dl", "class", "marks");
        for (Mark mark : marks) {
            out.open("dt", "class", mark.style());
            Signs.put(out, mark);
            out.text(" " + mark.word()).close();
            out.putLine("dd", mark.sentence());
        }
        out.close().closeLine();
    }

    private void table(Html out) {
        if (stacks.size() > FITTING) {
            out.open(
                    "div",
                    "class",
                    "wide scroll",
                    "tabindex",
                    "0",
                    "role",
                    "region",
                    "aria-label",
                    "Verdicts of all rules");
        } else {
            out.open("div", "class", "wide");
        }
        out.open("table", "class", "matrix");
        out.put("caption", "Verdicts of all rules", "class", "unseen");
        out.open("thead").open("tr").put("th", "Rule", "scope", "col");
        for (Stacks.Shown shown : stacks) {
            out.open("th", "scope", "col", "class", "stack-name")
                    .put("a", shown.report().stack().name(), "href", file(shown))
                    .close();
        }
        out.close().closeLine();
        for (Group group : Rules.groups()) {
            out.open("tbody", "id", RulePages.anchor(group)).open("tr", "class", "group");
            out.put(
                    "th",
                    group.letter() + ". " + group.title(),
                    "scope",
                    "rowgroup",
                    "colspan",
                    Integer.toString(stacks.size() + 1));
            out.closeLine();
            group.rules().forEach(rule -> row(out, rule));
            out.closeLine();
        }
        out.close().closeLine();
    }

    private void row(Html out, Rule rule) {
        out.open("tr", "id", rule.id()).open("th", "scope", "row");
        out.put("a", rule.id(), "class", "rule-id", "href", "../" + LinkedText.rulePath(rule.id()));
        out.put("span", rule.statement(), "class", "says").close();
        for (Stacks.Shown shown : stacks) {
            Entry entry = shown.report().find(rule.id());
            if (entry == null) {
                out.put("td", "");
                continue;
            }
            Mark mark = Mark.of(entry);
            out.open("td", "class", mark.style());
            out.open("a", "href", file(shown) + "#" + rule.id(), "title", mark.word());
            Signs.put(out, mark);
            out.put("span", mark.word(), "class", "unseen").close().close();
        }
        out.closeLine();
    }

    private static void more(Html out) {
        out.putLine("h2", "A stack that is missing here", "id", "more");
        out.open("p").text("Certify it: ").put("a", "how to plug in a stack", "href", "../plug-in.html");
        out.text(" has two doors, one for Java and one for any language. ")
                .put("code", "./lastack certify --report DIR -- ./my-shim");
        out.text(" writes a report, and ")
                .put("code", "./lastack site --report DIR/report.json")
                .text(" shows it here.")
                .closeLine();
    }
}
