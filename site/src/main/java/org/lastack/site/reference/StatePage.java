package org.lastack.site.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.report.CounterexampleScript;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.lessons.engine.Lesson;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** The page of a state: what it means, what leads into it and out of it, each way with a run that takes it. */
final class StatePage {
    private static final int MOST_LESSONS = 4;

    private final Reference reference;
    private final Entries.Entry entry;
    private final State state;
    private final String path;
    private final Html out = new Html();

    StatePage(Reference reference, Entries.Entry entry) {
        this.reference = reference;
        this.entry = entry;
        this.state = State.valueOf(entry.name().replace('-', '_'));
        this.path = path(entry.name());
    }

    static String path(String state) {
        return "states/" + state + ".html";
    }

    /** Returns the page; the states' names say which come before and after it. */
    Page page(List<String> names) {
        out.open("p", "class", "kicker")
                .put("a", "States", "href", "../states.html")
                .closeLine();
        out.putLine("h1", entry.name());
        reference.prose().paragraph(out, entry.get("says"), path, "class", "lead");
        facts();
        out.putLine("h2", "Ways out", "id", "ways");
        ways();
        List<Lesson> lessons = reference.mentions().most(entry.name(), MOST_LESSONS);
        if (!lessons.isEmpty()) {
            out.putLine("h2", "Lessons", "id", "lessons");
            Mentions.write(out, lessons, path);
        }
        Neighbours.write(out, "Neighbouring states", names, entry.name());
        return reference.page(path, Kind.STATE, entry.name(), entry.get("says"), out);
    }

    private void facts() {
        out.open("dl", "class", "facts").put("dt", "What ends it").open("dd");
        reference.prose().write(out, entry.get("ends"), path);
        out.close().put("dt", "Comes from").open("dd");
        List<State> from = Transitions.ALL.stream()
                .filter(t -> t.to() == state && !abrupt(t))
                .map(Transition::from)
                .distinct()
                .toList();
        for (int i = 0; i < from.size(); i++) {
            out.text(i == 0 ? "" : ", ");
            out.put("a", from.get(i).toString(), "href", from.get(i) + ".html#" + state);
        }
        out.close().put("dt", "In ss").open("dd").put(state == State.CLOSED ? "span" : "code", entry.get("ss"));
        out.close();
        List<String> knobs = entry.words("knobs");
        if (!knobs.isEmpty()) {
            out.put("dt", "Settings").open("dd");
            reference.prose().write(out, String.join(", ", knobs), path);
            out.close();
        }
        out.closeLine();
    }

    /** The ways to one state together; the ends that are no close come last. */
    private void ways() {
        Map<String, List<Transition>> ways = Transitions.ALL.stream()
                .filter(t -> t.from() == state)
                .collect(Collectors.groupingBy(
                        t -> abrupt(t) ? "otherwise" : t.to().toString(), LinkedHashMap::new, Collectors.toList()));
        ways.forEach((anchor, list) -> {
            boolean abrupt = anchor.equals("otherwise");
            out.open("section", "class", abrupt ? "way otherwise" : "way", "id", anchor);
            State to = list.get(0).to();
            out.open("h3");
            if (abrupt && !ways.containsKey(to.toString())) {
                out.open("span", "id", to.toString()).close();
            }
            out.text("→ ")
                    .put("a", to.toString(), "href", to + ".html")
                    .text(abrupt ? ", otherwise" : "")
                    .closeLine();
            list.forEach(t -> way(t, !abrupt));
            out.closeLine();
        });
    }

    private static boolean abrupt(Transition t) {
        return AbruptTransitions.ALL.contains(t);
    }

    private void way(Transition t, boolean open) {
        out.open("div", "class", "cause " + t.cause().name().toLowerCase(Locale.ROOT));
        out.open("p").put("strong", t.event());
        if (!t.answer().isEmpty()) {
            out.text(", sends ").put("code", t.answer());
        }
        out.text(". ");
        String rules = t.rules().stream().map(Rule::id).collect(Collectors.joining(", "));
        reference.prose().write(out, t.says() + " " + rules + ".", path);
        out.closeLine();
        if (open) {
            out.open("details", "open", "");
        } else {
            out.open("details");
        }
        out.put("summary", "A run that takes it");
        Trace trace = trace(t);
        Profile profile = t.stack().profile();
        String script = CounterexampleScript.of(trace, t.settings()).orElse(null);
        Ladder ladder = Ladder.of(trace, Diagrams.options(trace, profile));
        LadderFigure.write(out, "kept", "The " + profile.name() + ".", ladder, script, Page.up(path));
        out.close().closeLine();
    }

    private static Trace trace(Transition t) {
        Outcome outcome = new VirtualRunner(t::stack).run(t.run());
        if (outcome instanceof Outcome.Ran ran) {
            return ran.trace();
        }
        throw new IllegalStateException(t.anchor() + " cannot be run: " + outcome);
    }
}
