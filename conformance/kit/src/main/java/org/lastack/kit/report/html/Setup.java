package org.lastack.kit.report.html;

import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.Report.Plan;
import org.lastack.kit.report.Report.Stack;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Time;

/** What was run, on what: everything that is needed to run it again. */
final class Setup {
    private final Report report;
    private final HtmlReport.Place place;

    Setup(Report report, HtmlReport.Place place) {
        this.report = report;
        this.place = place;
    }

    void write(Html out) {
        out.open("section", "id", "run").markup("\n");
        out.putLine("h2", "This run");
        report.stacks().forEach(s -> stack(out, s));
        out.open("p").text("Made by lastack " + report.lastack() + ". The same as data, beside this page: ");
        out.put("a", place.json(), "href", place.json()).text(", ");
        out.put("a", place.junit(), "href", place.junit()).text(" for build servers, and a ");
        out.put("a", "badge", "href", place.badge()).text(".").closeLine();
        out.closeLine();
    }

    private static void stack(Html out, OfStack of) {
        Stack stack = of.stack();
        Plan plan = of.plan();
        out.open("h3").put("bdi", stack.name()).closeLine();
        out.open("dl").markup("\n");
        if (!stack.words().isEmpty()) {
            out.term("Named", String.join(" ", stack.words()));
        }
        int rules = of.rules().size();
        out.term(
                "Asked for",
                (rules == 1 ? "1 rule, " : rules + " rules, ") + (plan.tries() == 1 ? "1 try" : plan.tries() + " tries")
                        + " each, seed " + plan.seed());
        out.term("Clock", stack.clock());
        String local6 = stack.local6();
        out.term("Addresses", stack.local4() + (local6 == null ? "" : " and " + local6));
        out.term(
                "Timers",
                "2MSL " + Time.show(stack.twoMsl()) + ", " + timeouts(stack) + ", granularity "
                        + Time.show(stack.granularity()) + ", delayed ACK " + Time.show(stack.delayedAck()));
        out.term(
                "Claims",
                stack.features().isEmpty() ? "nothing beyond every TCP" : String.join(", ", stack.features()));
        out.closeLine();
    }

    private static String timeouts(Stack stack) {
        Long least = stack.minRto();
        Long ofSyn = stack.synRto();
        return "first RTO " + Time.show(stack.rto())
                + (least == null || least == stack.rto() ? "" : " and " + Time.show(least) + " at least")
                + (ofSyn == null || ofSyn == Profile.usualSynRto(stack.rto()) ? "" : ", of a SYN " + Time.show(ofSyn));
    }
}
