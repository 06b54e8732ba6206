package org.lastack.certify;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Difference;
import org.lastack.kit.report.Difference.Change;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack diff}: what changed from one report to another. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack diff OLD NEW [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Compares two reports (report.json), rule by rule: what got worse, better, is new or gone.",
            "From good to bad: pass; untested or not claimed; a known deviation; another one; fail or an unexpected pass.",
            "A rule that is broken as before but for another cause is shown, and is not worse.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:nothing got worse",
            "  1:something got worse",
            "  2:wrong usage, or a report that cannot be read"
        })
final class DiffCommand implements Callable<Integer> {
    private final PrintStream out;

    @Parameters(index = "0", paramLabel = "OLD", description = "the report of before")
    private @Nullable Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "the report of now")
    private @Nullable Path now;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    DiffCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Difference difference = difference();
        new DifferenceText(out, Terminal.of(!noColour)).show(difference);
        return difference.rows(Change.WORSE).isEmpty() ? Main.CERTIFIED : Main.NOT_CERTIFIED;
    }

    private Difference difference() {
        if (old == null || now == null) {
            throw new Problem("give two reports: lastack diff OLD NEW");
        }
        Report before = read(old);
        Report after = read(now);
        try {
            return Difference.of(before, after);
        } catch (IllegalArgumentException e) {
            throw new Problem(String.valueOf(e.getMessage()));
        }
    }

    private static Report read(Path file) {
        try {
            return ReportJson.read(Given.read("the report", file));
        } catch (IllegalArgumentException e) {
            throw new Problem("cannot use " + file + ": " + e.getMessage());
        }
    }
}
