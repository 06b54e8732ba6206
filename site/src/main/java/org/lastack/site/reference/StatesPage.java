package org.lastack.site.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lastack.kit.observe.Diagrams;
import org.lastack.kit.report.CounterexampleScript;
import org.lastack.kit.report.html.Html;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.stack.Profile;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;
import org.lastack.tcp.State;
import org.lastack.trace.Ladder;
import org.lastack.trace.Trace;

/** The state diagram, and below it each state with the ways out of it. */
final class StatesPage {
    private static final String PATH = "states.html";
    private static final int MOST_LESSONS = 4;

    private final Reference reference;

    StatesPage(Reference reference) {
        this.reference = reference;
    }

    Page page() {
        Html out = new Html();
        out.putLine("h1", "States");
        out.putLine(
                "p",
                "The states of a TCP connection and all ways between them, arranged as in RFC 9293 Figure 5. A box leads to what the state means,"
                        + " an arrow to what causes it, the rules for it and a run that takes it. The reference takes these ways and no other.",
                "class",
                "lead");
        out.open("figure", "class", "wide states-frame", "tabindex", "0", "aria-label", "State diagram");
        new StateDiagram(Transitions.ALL).write(out);
        out.open("figcaption");
        for (Transition.Cause cause : Transition.Cause.values()) {
            out.put("span", cause.words(), "class", "key " + cause.name().toLowerCase(java.util.Locale.ROOT));
        }
        out.put("span", "otherwise: a reset, an abort, or patience that runs out", "class", "key otherwise")
                .close();
        out.closeLine();
        for (Entries.Entry state : Entries.read("states.txt")) {
            state(out, state);
        }
        notes(out);
        return reference.page(
                PATH,
                Kind.STATE,
                "States",
                "The TCP state diagram: every transition with its cause, its rules and a run.",
                out);
    }

    private void state(Html out, Entries.Entry entry) {
        State state = state(entry.name());
        out.open("section", "class", "state-entry");
        out.putLine("h2", entry.name(), "id", entry.name());
        reference.prose().paragraph(out, entry.get("says"), PATH);
        out.open("dl", "class", "facts").put("dt", "What ends it").open("dd");
        reference.prose().write(out, entry.get("ends"), PATH);
        out.close().put("dt", "In ss").open("dd").put("code", entry.get("ss")).close();
        List<String> knobs = entry.words("knobs");
        if (!knobs.isEmpty()) {
            out.put("dt", "Settings").open("dd");
            reference.prose().write(out, String.join(", ", knobs), PATH);
            out.close();
        }
        out.closeLine();
        List<org.lastack.lessons.engine.Lesson> lessons = reference.mentions().most(entry.name(), MOST_LESSONS);
        if (!lessons.isEmpty()) {
            out.putLine("p", "Seen in:", "class", "muted");
            Mentions.write(out, lessons, PATH);
        }
        ways(out, state);
        out.closeLine();
    }

    private static State state(String name) {
        return State.valueOf(name.replace('-', '_'));
    }

    /** The ways out, those to one state together; the ends that are no close come last. */
    private void ways(Html out, State from) {
        Map<String, List<Transition>> ways = Transitions.ALL.stream()
                .filter(t -> t.from() == from)
                .collect(Collectors.groupingBy(
                        t -> abrupt(t) ? from + ".otherwise" : t.anchor(), LinkedHashMap::new, Collectors.toList()));
        ways.forEach((anchor, list) -> {
            boolean abrupt = anchor.endsWith(".otherwise");
            out.open("section", "class", abrupt ? "way otherwise" : "way", "id", anchor);
            State to = list.get(0).to();
            boolean both = abrupt && !ways.containsKey(from + "." + to);
            out.open("h3");
            if (both) {
                out.open("span", "id", from + "." + to).close();
            }
            out.text("→ ")
                    .put("a", to.toString(), "href", "#" + to)
                    .text(abrupt ? ", otherwise" : "")
                    .closeLine();
            list.forEach(t -> way(out, t));
            out.closeLine();
        });
    }

    private static boolean abrupt(Transition t) {
        return AbruptTransitions.ALL.contains(t);
    }

    private void way(Html out, Transition t) {
        out.open("div", "class", "cause " + t.cause().name().toLowerCase(java.util.Locale.ROOT));
        out.open("p").put("strong", t.event());
        if (!t.answer().isEmpty()) {
            out.text(", sends ").put("code", t.answer());
        }
        out.text(". ");
        reference
                .prose()
                .write(
                        out,
                        t.says() + " " + t.rules().stream().map(Rule::id).collect(Collectors.joining(", ")) + ".",
                        PATH);
        out.closeLine();
        out.open("details").put("summary", "A run that takes it");
        Trace trace = trace(t);
        Profile profile = t.stack().profile();
        String script = CounterexampleScript.of(trace, t.settings()).orElse(null);
        Ladder ladder = Ladder.of(trace, Diagrams.options(trace, profile));
        LadderFigure.write(out, "kept", "The " + profile.name() + ".", ladder, script, Page.up(PATH));
        out.close().closeLine();
    }

    private static Trace trace(Transition t) {
        Outcome outcome = new VirtualRunner(t::stack).run(t.run());
        if (outcome instanceof Outcome.Ran ran) {
            return ran.trace();
        }
        throw new IllegalStateException(t.anchor() + " cannot be run: " + outcome);
    }

    private void notes(Html out) {
        out.putLine("h2", "Where this differs from Figure 5", "id", "figure-5");
        out.open("ul");
        for (String note : List.of(
                "Figure 5 has a way from LISTEN to SYN-SENT, by SEND on a listener. No sockets API has that call, and the reference neither.",
                "Its note 2 says that it omits the way from FIN-WAIT-1 to TIME-WAIT; it is drawn here, since most closes in three segments take it.",
                "It has no ways by RST, ABORT and timeout; here they are folded under the sign at each box.",
                "RFC 9293 §3.5.2 and note 3 let who sends a RST hold the connection in TIME-WAIT; §3.10.5 says CLOSED, and so do the stacks that we know.")) {
            out.open("li");
            reference.prose().write(out, note, PATH);
            out.close();
        }
        out.closeLine();
    }
}
