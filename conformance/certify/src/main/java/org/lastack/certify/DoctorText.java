package org.lastack.certify;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.Doctor;
import org.lastack.doctor.Finding;
import org.lastack.doctor.Harm;
import org.lastack.doctor.Snapshot;
import org.lastack.kit.report.Ink;
import org.lastack.kit.report.Text;
import org.lastack.tcp.Time;

/** What was found on a host, for a person. */
final class DoctorText implements DoctorReport {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final int INDENT = 3;

    private final PrintStream out;
    private final Terminal terminal;
    private final Ink ink;
    private final boolean again;

    /** @param again whether looks follow each other on the same screen */
    DoctorText(PrintStream out, Terminal terminal, boolean again) {
        this.out = out;
        this.terminal = terminal;
        this.ink = terminal.ink();
        this.again = again;
    }

    @Override
    public void look(@Nullable Snapshot before, Snapshot now, List<Finding> findings) {
        if (again) {
            out.print(terminal.live() ? CLEAR : "");
        }
        head(before, now);
        int number = 0;
        for (Finding finding : findings) {
            finding(++number, finding);
        }
        tail(before, findings);
    }

    private void head(@Nullable Snapshot before, Snapshot now) {
        List<String> states = new ArrayList<>();
        Doctor.states(now).forEach((state, count) -> states.add(count + " " + state));
        out.println(ink.bold("Linux " + Text.clean(now.kernel()) + ", the network namespace of " + now.place())
                + (before == null ? "" : ", looked at for " + Time.show(now.at() - before.at())));
        lines("", states.isEmpty() ? "no TCP socket" : String.join(", ", states), 0);
        now.unseen().forEach(line -> lines("", line, 0));
        out.println();
    }

    private void finding(int number, Finding f) {
        int before = (number + ". " + f.harm() + ": ").length();
        // The first line begins with what is not wrapped, so it is stood for by as many letters.
        String title = Text.clean("x".repeat(before) + f.seen() + " [" + f.word() + "]");
        List<String> wrapped = Text.wrap(title, Math.max(before + 20, terminal.columns() - INDENT));
        out.println(number + ". " + coloured(f.harm()) + ": " + wrapped.get(0).substring(before));
        wrapped.subList(1, wrapped.size()).forEach(line -> out.println(" ".repeat(INDENT) + line));
        lines("", f.meaning(), INDENT);
        f.who().forEach(line -> lines("- ", line, INDENT + 2));
        lines("Do: ", f.action(), INDENT);
        lines("Not: ", f.leave(), INDENT);
        lines("", f.lesson() > 0 ? "More: lastack lesson " + f.lesson() : "", INDENT);
        out.println();
    }

    private String coloured(Harm harm) {
        return switch (harm) {
            case FAILS -> ink.red(harm.toString());
            case NEAR, LEAKS -> ink.yellow(harm.toString());
            case ODD -> ink.cyan(harm.toString());
            case HARMLESS -> ink.green(harm.toString());
        };
    }

    private void lines(String first, String text, int indent) {
        if (text.isEmpty()) {
            return;
        }
        String before = " ".repeat(indent) + first;
        for (String line : Text.wrap(Text.clean(text), Math.max(20, terminal.columns() - before.length()))) {
            out.println(before + line);
            before = " ".repeat(indent + first.length());
        }
    }

    private void tail(@Nullable Snapshot before, List<Finding> findings) {
        boolean bad = findings.stream().anyMatch(f -> f.harm().compareTo(Harm.ODD) < 0);
        if (!bad) {
            out.println(ink.green(
                    findings.isEmpty()
                            ? "Nothing was found."
                            : "Nothing else was found: no limit is near, nothing leaks."));
        }
        if (before == null && !again) {
            out.println("This was one look; what happens now, and how fast, shows with --for 10s.");
        }
    }
}
