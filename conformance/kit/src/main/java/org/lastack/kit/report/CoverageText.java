package org.lastack.kit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lastack.kit.coverage.Matrix;
import org.lastack.kit.report.Report.OfStack;

/** What a {@link Report} has tried, as text for a person: one line, or the matrices themselves. */
public final class CoverageText {
    private static final int CELL = 6;
    private static final int LEAST_TITLE = 12;

    private final Report report;
    private final int width;
    private final Ink ink;

    /**
     * Shows the coverage.
     *
     * @param columns the width of the terminal
     */
    public CoverageText(Report report, int columns, Ink ink) {
        this.report = report;
        this.width = columns;
        this.ink = ink;
    }

    /** Returns for example {@code coverage: 158 of 160 cells of state and stimulus, 2 holes}. */
    public String line() {
        boolean several = report.stacks().size() > 1;
        List<String> counts = new ArrayList<>();
        for (OfStack stack : report.stacks()) {
            String cells = counts.isEmpty() ? " cells of state and stimulus" : "";
            counts.add((several ? stack.stack().label() + " " : "") + count(stack, cells));
        }
        return Text.wrap("coverage: " + String.join("; ", counts), width).stream()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String count(OfStack stack, String cells) {
        int all = stack.coverage().stream().mapToInt(Matrix::cells).sum();
        int covered = stack.coverage().stream().mapToInt(Matrix::covered).sum();
        int holes = all - covered;
        return covered + " of " + all + cells + (holes == 0 ? "" : holes == 1 ? ", 1 hole" : ", " + holes + " holes");
    }

    /** Returns the matrices of all stacks. */
    public String tables() {
        StringBuilder out = new StringBuilder();
        for (OfStack stack : report.stacks()) {
            for (Matrix matrix : stack.coverage()) {
                out.append('\n')
                        .append(ink.bold(matrix.title() + ", " + stack.stack().name()));
                out.append("\n\n");
                states(out, matrix.states());
                matrix.rows().forEach(row -> row(out, matrix.states(), row));
            }
        }
        String legend = "how often each was tried; 0 never, · does not occur, – not claimed";
        return out.append('\n').append(ink.dim(legend)).append('\n').toString();
    }

    /** Says which column is which state's. */
    private static void states(StringBuilder out, List<String> states) {
        for (int i = 0; i < states.size(); i++) {
            out.append("  ").append(Text.pad("│", CELL).repeat(i)).append("┌ ");
            out.append(states.get(i)).append('\n');
        }
    }

    private void row(StringBuilder out, List<String> states, Matrix.Row row) {
        out.append("  ");
        states.forEach(state -> out.append(cell(row, state)));
        String margin = "  " + " ".repeat(CELL * states.size());
        int room = Math.max(LEAST_TITLE, width - margin.length());
        out.append(String.join("\n" + margin, Text.wrap(row.stimulus(), room))).append('\n');
    }

    private String cell(Matrix.Row row, String state) {
        Integer count = row.counts().get(state);
        if (count == null) {
            return ink.dim(Text.pad(row.unclaimed().containsKey(state) ? "–" : "·", CELL));
        }
        String number = count > 99_999 ? count / 1000 + "k" : count.toString();
        return count == 0 ? ink.red(Text.pad(number, CELL)) : Text.pad(number, CELL);
    }
}
