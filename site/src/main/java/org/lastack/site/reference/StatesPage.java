package org.lastack.site.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lastack.kit.report.html.Html;
import org.lastack.site.page.Page;
import org.lastack.site.page.Page.Kind;

/** The state diagram, below it what each state means, and a page for each. */
final class StatesPage {
    private static final String PATH = "states.html";

    private final Reference reference;

    StatesPage(Reference reference) {
        this.reference = reference;
    }

    /** Returns the diagram's page and those of the states. */
    List<Page> pages() {
        List<Entries.Entry> states = Entries.read("states.txt");
        List<Page> pages = new ArrayList<>();
        pages.add(diagram(states));
        List<String> names = states.stream().map(Entries.Entry::name).toList();
        states.forEach(state -> pages.add(new StatePage(reference, state).page(names)));
        return pages;
    }

    private Page diagram(List<Entries.Entry> states) {
        Html out = new Html();
        out.putLine("h1", "States");
        out.putLine(
                "p",
                "The states of a TCP connection and all ways between them, arranged as in RFC 9293 Figure 5. A box leads to what the state means,"
                        + " an arrow to what causes it, the rules for it and a run that takes it. The reference takes these ways and no other.",
                "class",
                "lead");
        out.putLine("p", "The diagram is wider than this screen. Move it sideways.", "class", "wider");
        out.open("figure", "class", "wide states-frame", "tabindex", "0", "aria-label", "State diagram");
        new StateDiagram(Transitions.ALL).write(out);
        out.open("figcaption");
        for (Transition.Cause cause : Transition.Cause.values()) {
            out.put("span", cause.words(), "class", "key " + cause.name().toLowerCase(Locale.ROOT));
        }
        out.put("span", "otherwise: a reset, an abort, or patience that runs out", "class", "key otherwise")
                .close();
        out.closeLine();
        out.putLine("h2", "What each means", "id", "meanings");
        out.open("dl", "class", "rules");
        for (Entries.Entry state : states) {
            out.open("dt", "id", state.name())
                    .put("a", state.name(), "href", StatePage.path(state.name()))
                    .close();
            out.open("dd");
            reference.prose().write(out, state.get("says"), PATH);
            out.closeLine();
        }
        out.closeLine();
        notes(out);
        return reference.page(
                PATH,
                Kind.STATE,
                "States",
                "The TCP state diagram: every transition with its cause, its rules and a run.",
                out);
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
