package org.lastack.certify;

import java.io.PrintStream;
import org.lastack.kit.report.Difference;
import org.lastack.kit.report.Difference.Change;
import org.lastack.kit.report.Difference.Row;
import org.lastack.kit.report.Text;

/** What changed between two reports, for a terminal. */
final class DifferenceText {
    private static final int ID_WIDTH = 14;
    private static final int WIDEST = 130;

    private final PrintStream out;
    private final Terminal terminal;

    DifferenceText(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints a line or more for each rule that changed, and one that counts. */
    void show(Difference difference) {
        for (Change change : Change.values()) {
            difference.rows(change).forEach(row -> show(change, row));
        }
        out.println(difference.summary());
    }

    private void show(Change change, Row row) {
        String word = Text.pad(change.word(), 14);
        String painted = change == Change.WORSE
                ? terminal.ink().red(word)
                : change == Change.BETTER ? terminal.ink().green(word) : word;
        int indent = word.length() + ID_WIDTH + 2;
        int room = Math.max(30, Math.min(WIDEST, terminal.columns()) - indent);
        String margin = "";
        for (String line : Text.wrap(Text.line(row.says(), 1000), room)) {
            String head =
                    margin.isEmpty() ? painted + " " + Text.pad(Text.line(row.rule(), 40), ID_WIDTH) + " " : margin;
            out.println(head + line);
            margin = " ".repeat(indent);
        }
    }
}
