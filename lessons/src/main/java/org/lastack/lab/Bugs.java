package org.lastack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.rules.Near;

/** The bugs that were found in real stacks and reported there, each as a mutant of the reference. */
public final class Bugs implements Drawing {
    /** What a lesson runs without saying which it is, by number from 1. */
    private static final List<String> UNKNOWN =
            List.of("zephyr 46407", "smoltcp 470", "embox 2946", "demikernel 1537", "smoltcp 279");

    private static final int WIDTH = 60;

    private static final Pattern REPORTED = Pattern.compile("(.*) \\(([\\w+-]+ \\d+)\\)\\.");

    /**
     * A bug.
     *
     * @param report the project and the number of its report
     * @param says what the stack does wrong
     */
    private record Bug(String report, String says, Mutant mutant) {}

    private final List<Bug> bugs = new ArrayList<>();

    Bugs() {
        for (Mutant mutant : Mutants.all()) {
            Matcher reported = REPORTED.matcher(mutant.bug());
            if (reported.matches()) {
                bugs.add(new Bug(reported.group(2), reported.group(1), mutant));
            }
        }
    }

    /** Finds a mutant by the report of its bug, or by its own id. */
    static Preset find(String name) {
        for (Bug bug : new Bugs().bugs) {
            if (bug.report.equals(name)) {
                return preset(bug.mutant);
            }
        }
        for (Mutant mutant : Mutants.all()) {
            if (mutant.id().equals(name)) {
                return preset(mutant);
            }
        }
        throw new IllegalArgumentException("no bug and no mutant is called " + name + Near.hint(name, names()));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        new Bugs().bugs.forEach(bug -> names.add(bug.report));
        Mutants.all().forEach(mutant -> names.add(mutant.id()));
        return names;
    }

    static String unknown(int number) {
        if (number < 1 || number > UNKNOWN.size()) {
            throw new IllegalArgumentException("there are stacks 1 to " + UNKNOWN.size());
        }
        return UNKNOWN.get(number - 1);
    }

    private static Preset preset(Mutant mutant) {
        var stack = mutant.stacks().get();
        return new Preset(stack.settings(), java.util.Map.of(), (s, addresses) -> stack.host(s, addresses[0]));
    }

    @Override
    public String text() {
        List<List<String>> rows = new ArrayList<>();
        for (Bug bug : bugs) {
            String report = bug.report;
            for (String line : Verdict.lines(bug.says, WIDTH).lines().toList()) {
                rows.add(List.of(report, line));
                report = "";
            }
        }
        return Columns.lay(List.of("report", "what the stack does"), rows);
    }

    @Override
    public String svg() {
        return TextPicture.svg("Bugs of real stacks", text());
    }

    @Override
    public String toString() {
        return text();
    }
}
