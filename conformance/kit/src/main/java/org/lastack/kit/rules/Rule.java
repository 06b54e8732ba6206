package org.lastack.kit.rules;

import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.scenario.Choices;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;

/**
 * One entry of the catalogue: what it asks, and how to tell. A rule is a value and has no state; {@link #judge} is a pure
 * function of the trace.
 */
public final class Rule {
    private final String id;
    private final Level level;
    private final String source;
    private final String statement;
    private final String intent;
    private final Set<Feature> needs;
    private final Set<Doubt> about;
    private final boolean packetsAlone;
    private final boolean undisturbed;
    private final String untested;
    private final @Nullable BiFunction<Choices, Profile, Scenario> scenario;
    private final @Nullable Function<Observed, Judgement> judge;

    private Rule(Builder b, String untested) {
        this.id = b.id;
        this.level = b.level;
        this.source = b.source;
        this.statement = b.statement;
        this.intent = b.intent;
        this.needs = Set.copyOf(b.needs);
        this.about = Set.copyOf(b.about);
        this.packetsAlone = b.packetsAlone;
        this.undisturbed = b.undisturbed;
        this.untested = untested;
        this.scenario = b.scenario;
        this.judge = b.judge;
    }

    /** Begins a rule with its catalogue id. */
    public static Builder id(String id) {
        return new Builder(id);
    }

    public String id() {
        return id;
    }

    public Level level() {
        return level;
    }

    /** Where it stands, for example {@code RFC 9293 §3.10.7.4 eighth check}. */
    public String source() {
        return source;
    }

    /** The requirement in one sentence. */
    public String statement() {
        return statement;
    }

    /** The mistake that it catches, in one line. */
    public String intent() {
        return intent;
    }

    /** What a stack must claim for the rule to apply. */
    public Set<Feature> needs() {
        return needs;
    }

    /** The doubts that it is about: where there is another, it accuses nobody. */
    public Set<Doubt> about() {
        return about;
    }

    /** Whether it tells by packets alone; if not, it says nothing of a trace without the calls of the application. */
    public boolean packetsAlone() {
        return packetsAlone;
    }

    /** Whether it says nothing of a connection with a doubt at whatever time, since it is about what happens by itself. */
    public boolean undisturbed() {
        return undisturbed;
    }

    /** Why the rule cannot be observed from outside; empty when it can. */
    public String untested() {
        return untested;
    }

    public boolean testable() {
        return untested.isEmpty();
    }

    /**
     * Writes a scenario that exercises the rule.
     *
     * @throws IllegalStateException when the rule is not testable
     */
    public Scenario scenario(Choices choices, Profile profile) {
        if (scenario == null) {
            throw new IllegalStateException(id + " has no scenario: " + untested);
        }
        return scenario.apply(choices, profile);
    }

    /**
     * Judges a trace; the trace may come from anywhere. One whose observer was too late says nothing: its times are not true.
     * Nor is anything said against a stack whose connection may lawfully be elsewhere, unless the rule is about just that.
     */
    public Judgement judge(Observed trace) {
        if (judge == null) {
            return Judgement.notApplicable(untested);
        }
        long late = trace.trace().lateness();
        if (late > trace.profile().bearable()) {
            return Judgement.late(late);
        }
        if (!packetsAlone && !trace.showsCalls()) {
            return Judgement.notApplicable("no call of the application was seen");
        }
        Judgement judgement = judge.apply(trace);
        Doubt doubt = judgement instanceof Judgement.Fail f ? Doubt.at(trace, f.event(), about, undisturbed) : null;
        return doubt == null ? judgement : Judgement.notApplicable("nothing can be said: " + doubt.why());
    }

    @Override
    public String toString() {
        return id;
    }

    /** Writes a rule line by line. */
    public static final class Builder {
        private final String id;
        private Level level = Level.MUST;
        private String source = "";
        private String statement = "";
        private String intent = "";
        private Set<Feature> needs = Set.of();
        private Set<Doubt> about = Set.of();
        private boolean packetsAlone;
        private boolean undisturbed;
        private @Nullable BiFunction<Choices, Profile, Scenario> scenario;
        private @Nullable Function<Observed, Judgement> judge;

        private Builder(String id) {
            this.id = id;
        }

        public Builder level(Level how) {
            this.level = how;
            return this;
        }

        public Builder source(String where) {
            this.source = where;
            return this;
        }

        /** The requirement in one sentence. */
        public Builder says(String sentence) {
            this.statement = sentence;
            return this;
        }

        /** The mistake that it catches. */
        public Builder catches(String mistake) {
            this.intent = mistake;
            return this;
        }

        public Builder needs(Feature... features) {
            this.needs = Set.of(features);
            return this;
        }

        /** What the rule itself has to do with of all that may have ended a connection or changed it. */
        public Builder about(Doubt... doubts) {
            this.about = Set.of(doubts);
            return this;
        }

        /** It tells by packets alone, as a capture has them; all others need to see the calls of the application as well. */
        public Builder fromPacketsAlone() {
            this.packetsAlone = true;
            return this;
        }

        /** It is about what a stack does by itself in the course of time: nothing is said where a doubt comes up later. */
        public Builder undisturbed() {
            this.undisturbed = true;
            return this;
        }

        public Builder exercise(BiFunction<Choices, Profile, Scenario> writer) {
            this.scenario = writer;
            return this;
        }

        /** The same scenario, whatever the stack. */
        public Builder exercise(Function<Choices, Scenario> writer) {
            return exercise((choices, profile) -> writer.apply(choices));
        }

        /** Ends the rule with its judge. */
        public Rule judge(Function<Observed, Judgement> how) {
            this.judge = how;
            return new Rule(this, "");
        }

        /** Ends a rule that cannot be observed from outside, with the reason. */
        public Rule untested(String why) {
            return new Rule(this, why);
        }
    }
}
