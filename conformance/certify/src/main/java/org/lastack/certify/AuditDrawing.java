package org.lastack.certify;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Drawing;
import org.lastack.audit.Ending;
import org.lastack.audit.Ending.Span;
import org.lastack.audit.Reason;
import org.lastack.audit.Survey;
import org.lastack.kit.report.Text;
import org.lastack.tcp.Time;
import org.lastack.trace.TextLadder;

/** One connection as a diagram, with all that is known of it. */
final class AuditDrawing implements AuditReport {
    private final PrintStream out;
    private final Terminal terminal;
    private final int number;
    private final boolean link;
    private @Nullable Ending found;

    AuditDrawing(PrintStream out, Terminal terminal, int number, boolean link) {
        this.out = out;
        this.terminal = terminal;
        this.number = number;
        this.link = link;
    }

    @Override
    public void ending(Ending ending) {
        found = ending.number() == number ? ending : found;
    }

    @Override
    public void end(Survey survey, List<String> flaws) {
        Ending e = found;
        if (e == null) {
            throw new Problem("no connection has the number " + number + ": there are " + survey.connections()
                    + " in the capture, and the filters may hide some");
        }
        flaws.forEach(out::println);
        out.println("connection " + e.number() + ": " + AuditTable.ends(e)
                + (e.rolesSeen() ? "" : " (which end is the client was not seen)") + ", frames " + e.firstFrame()
                + " to "
                + e.lastFrame() + ", " + AuditTable.duration(e));
        out.println();
        int width = Math.max(TextLadder.LEAST_WIDTH, Math.min(terminal.columns(), TextLadder.WIDTH));
        out.print(TextLadder.draw(Drawing.of(e), width, false));
        out.println();
        wrapped("", e.sentence());
        for (Reason reason : e.reasons()) {
            String sure = reason.decides().isEmpty() ? "the capture shows it" : "to be sure: " + reason.decides();
            wrapped("  ", reason.cause().word() + ", frames " + reason.frames() + ": " + sure);
        }
        for (Span span : e.spans()) {
            out.println("  " + Text.pad(span.side().toString(), 7)
                    + Text.pad(span.state().toString(), 13) + Time.show(span.micros())
                    + (span.goesOn() ? ", to the end of the capture" : ""));
        }
        if (link) {
            out.println(CaptureScript.of(e, survey.point())
                    .map(script -> "what it got, done to the reference: playground.html#s=" + script)
                    .orElse("no link: its beginning was not seen, or it is too long for the playground"));
        }
    }

    private void wrapped(String indent, String words) {
        Text.wrap(words, terminal.columns() - indent.length()).forEach(l -> out.println(indent + l));
    }
}
