package org.lastack.certify;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Ending;
import org.lastack.audit.Ending.Kind;
import org.lastack.audit.Survey;
import org.lastack.kit.report.Text;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/** Counts endings; for many connections. It remembers so many ports and addresses and no more. */
final class AuditSummary implements AuditReport {
    private static final int MOST_KEPT = 50_000;
    private static final int MOST_SHOWN = 10;

    private final PrintStream out;
    private final Terminal terminal;
    private final Map<String, Long> kinds = new LinkedHashMap<>();
    private final Map<String, Long> causes = new LinkedHashMap<>();
    private final Map<String, Long> ports = new LinkedHashMap<>();
    private final Map<String, Long> clients = new LinkedHashMap<>();
    private final Map<String, Long> waiting = new LinkedHashMap<>();
    private long count;

    AuditSummary(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void ending(Ending e) {
        count++;
        add(kinds, AuditTable.kind(e));
        e.reasons().stream()
                .limit(1)
                .forEach(r -> add(causes, r.cause().word() + ": " + r.cause().title()));
        boolean odd = e.kind() != Kind.ORDERLY && e.kind() != Kind.OPEN;
        if (odd) {
            add(ports, "port " + e.server().port() + ", " + e.kind().word());
            add(clients, e.client().address() + ", " + e.kind().word());
        }
        IpAddress waits = timeWait(e);
        if (waits != null) {
            add(waiting, waits.toString());
        }
    }

    /** Who has the TIME-WAIT: whoever closed first, of both the client's is counted. */
    private static @Nullable IpAddress timeWait(Ending e) {
        if (e.kind() != Kind.ORDERLY || e.closedFirst() == null) {
            return null;
        }
        return (e.closedFirst() == Side.CLIENT ? e.client() : e.server()).address();
    }

    private static void add(Map<String, Long> counts, String what) {
        if (counts.size() < MOST_KEPT || counts.containsKey(what)) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    @Override
    public void end(Survey survey, List<String> flaws) {
        AuditTable.facts(out, terminal.ink(), survey, flaws);
        show("endings (and who closed first)", kinds, count, -1);
        show("the most likely reasons", causes, count, -1);
        show("endings other than orderly, by the port of the server", ports, count, -1);
        show("endings other than orderly, by client", clients, count, -1);
        show("TIME-WAIT, by the address that has it", waiting, count, survey.until() - survey.from());
    }

    private void show(String title, Map<String, Long> counts, long all, long span) {
        if (counts.isEmpty()) {
            return;
        }
        out.println(terminal.ink().bold(title));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_SHOWN)
                .forEach(e -> out.println(
                        "  " + Text.pad(e.getValue().toString(), 9) + Text.pad(percent(e.getValue(), all), 6)
                                + Text.pad(e.getKey(), 34) + rate(e.getValue(), span)));
        if (counts.size() > MOST_SHOWN) {
            out.println("  and " + (counts.size() - MOST_SHOWN) + " more");
        }
        out.println();
    }

    private static String percent(long part, long all) {
        return Math.round(100.0 * part / Math.max(1, all)) + " %";
    }

    /** How many a second, where that is of interest. */
    private static String rate(long events, long span) {
        if (span < Time.SECOND) {
            return "";
        }
        long tenths = events * 10 * Time.SECOND / span;
        return tenths / 10 + "." + tenths % 10 + " a second";
    }
}
