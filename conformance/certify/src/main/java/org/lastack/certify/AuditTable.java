package org.lastack.certify;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.lastack.audit.Ending;
import org.lastack.audit.Reason;
import org.lastack.audit.Survey;
import org.lastack.kit.report.Ink;
import org.lastack.kit.report.Text;
import org.lastack.tcp.Time;

/** A line for each connection, the most interesting first; of many only those. */
final class AuditTable implements AuditReport {
    /** Of no more than so many each has its sentence. */
    private static final int FEW = 12;

    private static final Comparator<Ending> INTERESTING =
            Comparator.comparingInt(Ending::interest).reversed().thenComparingInt(Ending::number);

    private final PrintStream out;
    private final Terminal terminal;
    private final Ink ink;
    private final int most;
    private final boolean sentences;
    private final PriorityQueue<Ending> rows = new PriorityQueue<>(INTERESTING.reversed());
    private long count;

    AuditTable(PrintStream out, Terminal terminal, int most, boolean sentences) {
        this.out = out;
        this.terminal = terminal;
        this.ink = terminal.ink();
        this.most = most;
        this.sentences = sentences;
    }

    @Override
    public void ending(Ending ending) {
        count++;
        rows.add(ending);
        if (rows.size() > most) {
            rows.poll();
        }
    }

    @Override
    public void end(Survey survey, List<String> flaws) {
        List<Ending> shown = new ArrayList<>(rows);
        shown.sort(INTERESTING);
        facts(out, ink, survey, flaws);
        if (count == 0) {
            out.println("no connection to show");
            return;
        }
        boolean few = sentences || shown.size() <= FEW;
        int ends = width(shown);
        out.println(
                ink.dim(Text.pad("No.", 7) + Text.pad("client → server", ends + 2) + Text.pad("ending", 20) + "why"));
        for (Ending ending : shown) {
            row(ending, ends);
            if (few) {
                sentence(ending);
            }
        }
        if (count > shown.size()) {
            out.println((count - shown.size()) + " more, less interesting: --most N lists them, --summary counts them");
        }
        out.println();
        out.println("One of them as a diagram: lastack audit FILE --connection N");
    }

    static void facts(PrintStream out, Ink ink, Survey survey, List<String> flaws) {
        survey.facts().forEach(out::println);
        flaws.forEach(f -> out.println(ink.yellow(Text.clean(f))));
        out.println();
    }

    private static int width(List<Ending> shown) {
        return shown.stream().mapToInt(e -> ends(e).length()).max().orElse(0);
    }

    static String ends(Ending e) {
        return e.client() + (e.rolesSeen() ? " → " : " – ") + e.server();
    }

    private void row(Ending e, int ends) {
        String number = Text.pad(Integer.toString(e.number()), 7);
        String ending = Text.pad(kind(e), 20);
        String line = number + Text.pad(ends(e), ends + 2);
        String why = Text.cut(why(e), Math.max(10, terminal.columns() - line.length() - ending.length()));
        out.println(line + coloured(e, ending) + why);
    }

    private String coloured(Ending e, String text) {
        return switch (e.kind()) {
            case RESET, REFUSED, UNANSWERED -> ink.red(text);
            case HALF_CLOSED, UNKNOWN -> ink.yellow(text);
            case ORDERLY, SIMULTANEOUS -> ink.green(text);
            case OPEN -> text;
        };
    }

    static String kind(Ending e) {
        String by = e.closedFirst() == null ? "" : ", " + e.closedFirst();
        return e.kind().word() + by;
    }

    static String why(Ending e) {
        if (e.reasons().isEmpty()) {
            return e.doubts().isEmpty() ? "" : "cannot tell: " + e.doubts().get(0);
        }
        Reason first = e.reasons().get(0);
        int more = e.reasons().size() - 1;
        return first.cause().title() + " [" + first.cause().word() + "]" + (more == 0 ? "" : " +" + more);
    }

    private void sentence(Ending e) {
        for (String line : Text.wrap(e.sentence(), terminal.columns() - 7)) {
            out.println("       " + ink.dim(line));
        }
    }

    static String duration(Ending e) {
        return Time.show(e.until() - e.from());
    }
}
