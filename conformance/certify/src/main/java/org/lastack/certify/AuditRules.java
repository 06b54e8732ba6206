package org.lastack.certify;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey;
import org.lastack.certify.CaptureRules.Broken;
import org.lastack.certify.CaptureRules.Judged;
import org.lastack.kit.report.Text;
import org.lastack.kit.rules.Rules;

/** Whether the ends of each connection kept to the rules, as far as packets alone show it; and why that is not more. */
final class AuditRules implements AuditReport {
    private final PrintStream out;
    private final Terminal terminal;
    private final Supplier<Survey.Point> point;
    private final Map<String, Long> notShown = new TreeMap<>();
    private long judged;
    private long kept;
    private long broken;

    AuditRules(PrintStream out, Terminal terminal, Supplier<Survey.Point> point) {
        this.out = out;
        this.terminal = terminal;
        this.point = point;
    }

    @Override
    public void ending(Ending ending) {
        Judged said = CaptureRules.of(ending, point.get());
        judged += said.kept().size();
        kept += said.kept().values().stream().mapToInt(k -> k).sum();
        said.notShown().values().forEach(why -> notShown.merge(why, 1L, Long::sum));
        for (Broken one : said.broken()) {
            broken++;
            out.println("connection " + ending.number() + ": " + AuditTable.ends(ending));
            Text.wrap(one.words(), terminal.columns() - 2).forEach(line -> out.println("  " + line));
        }
    }

    @Override
    public void end(Survey survey, List<String> flaws) {
        if (broken > 0) {
            out.println();
        }
        AuditTable.facts(out, terminal.ink(), survey, flaws);
        out.println(count(judged, "end") + " judged: " + (broken == 0 ? "no rule" : count(broken, "rule")) + " broken, "
                + kept + " times one was seen to be kept");
        notShown.forEach((why, ends) -> Text.wrap(count(ends, "end") + " not judged: " + why, terminal.columns())
                .forEach(out::println));
        int asked = CaptureRules.rules().size();
        out.println(asked + " rules can be asked of packets alone, for what an end sends; the other "
                + (Rules.all().size() - asked) + " are not shown by a capture: lastack certify asks them of a stack");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
