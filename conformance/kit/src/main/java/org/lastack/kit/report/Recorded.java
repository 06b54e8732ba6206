package org.lastack.kit.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Report.Counterexample;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.trace.TextLadder;

/** Reports in a small form, to be kept: without the packets of a run, which its scenario and its drawing do without. */
public final class Recorded {
    private Recorded() {}

    /** Returns the slim report as JSON, a line for each rule. */
    public static String json(Report report) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        String dense = mapper.writeValueAsString(mapper.readTree(ReportJson.write(slim(report))));
        return dense.replace("{\"id\":", "\n{\"id\":") + "\n";
    }

    /**
     * Reads a report, slim or whole.
     *
     * @throws IllegalArgumentException when it is none; the message names the file
     */
    public static Report read(Path file) throws IOException {
        try {
            return map(ReportJson.read(Files.readString(file)), false);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the report without what can be made from the rest of it. */
    static Report slim(Report report) {
        return map(report, true);
    }

    private static Report map(Report report, boolean slim) {
        List<OfStack> stacks = report.stacks().stream()
                .map(s -> new OfStack(
                        s.stack(),
                        s.plan(),
                        // one run of each rule is kept
                        s.rules().stream()
                                .map(e -> e.with(found(e.counterexample(), slim), List.of()))
                                .toList(),
                        s.scenarios(),
                        s.micros(),
                        s.certified(),
                        s.coverage(),
                        s.unfounded()))
                .toList();
        return new Report(report.format(), report.lastack(), stacks);
    }

    private static @Nullable Counterexample found(@Nullable Counterexample c, boolean slim) {
        return c == null
                ? null
                : new Counterexample(
                        c.expected(),
                        c.actual(),
                        c.event(),
                        c.shrunk(),
                        c.choices(),
                        c.scenario(),
                        c.steps(),
                        slim ? new Report.Seen(c.trace().stack(), c.trace().lateness(), List.of()) : c.trace(),
                        c.ladder(),
                        slim ? "" : TextLadder.draw(c.ladder()),
                        c.script(),
                        c.breach(),
                        c.cause(),
                        null);
    }
}
