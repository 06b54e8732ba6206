package org.lastack.site.reference;

import java.util.List;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.Script;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Settings;
import org.lastack.tcp.State;

/**
 * One way from a state to another, with a run that ends by going it.
 *
 * @param event what brings it about, as RFC 9293 Figure 5 writes it
 * @param answer what the stack sends then, or empty
 * @param says the same in a sentence or two
 * @param rules what must hold of it
 * @param settings those of the reference in the run
 */
record Transition(
        State from,
        State to,
        Cause cause,
        String event,
        String answer,
        String says,
        List<Rule> rules,
        Settings settings,
        Scenario run) {
    /** What kind of thing a state changes by. */
    enum Cause {
        CALL("a call of the application"),
        SEGMENT("a segment that arrives"),
        TIME("time that passes");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    Transition {
        rules = List.copyOf(rules);
    }

    /** A way from one state to another; {@link Way#taken} ends it. */
    static Way from(State from, State to, Cause cause, String event) {
        return new Way(from, to, cause, event);
    }

    /** The name of the pair of states; the page of the first has a place that is called as the second. */
    String anchor() {
        return from + "." + to;
    }

    /** The reference with the settings of the run. */
    ReferenceStack stack() {
        return new ReferenceStack(settings.equals(Settings.linux()) ? "linux" : "rfc9293", settings);
    }

    /** Writes a transition line by line. */
    static final class Way {
        private final State from;
        private final State to;
        private final Cause cause;
        private final String event;
        private String answer = "";
        private String says = "";
        private List<Rule> rules = List.of();
        private Settings settings = Settings.rfc9293();

        private Way(State from, State to, Cause cause, String event) {
            this.from = from;
            this.to = to;
            this.cause = cause;
            this.event = event;
        }

        /** What the stack sends. */
        Way sends(String segment) {
            answer = segment;
            return this;
        }

        Way says(String sentence) {
            says = sentence;
            return this;
        }

        Way rules(String... ids) {
            rules = List.of(ids).stream().map(Rules::get).toList();
            return this;
        }

        /** The run needs what Linux does. */
        Way onLinux() {
            settings = Settings.linux();
            return this;
        }

        /** Ends with a run whose last transition is this one. */
        Transition taken(Script script) {
            return new Transition(from, to, cause, event, answer, says, rules, settings, script.build());
        }
    }
}
