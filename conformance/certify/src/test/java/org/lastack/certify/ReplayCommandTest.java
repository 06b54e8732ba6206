package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.mutants.Mutant;
import org.lastack.kit.mutants.Mutants;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.suite.Certification;
import org.lastack.kit.suite.Verdict;

class ReplayCommandTest {
    private static final Rule RULE = Rules.get("TW-RESTART");
    private static final Mutant MUTANT = Mutants.all().stream()
            .filter(m -> m.id().equals("tw-no-restart"))
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path file = Path.of("");
    private Report report = new Report(0, "", List.of());

    /** A report on a stack that does not restart 2MSL. */
    @BeforeEach
    void certifyTheMutant() throws Exception {
        Certification.Plan plan = new Certification.Plan(List.of(RULE, Rules.get("NC-FIN")), 1, 20, Set.of(), false);
        Certification.Result result = Certification.run(MUTANT.stacks(), plan, Certification.Listener.SILENT);
        Reporting reporting = new Reporting(
                "mutant", List.of("reference", "--preset", "rfc9293"), KnownDeviations.NONE, rule -> "again " + rule);
        report = Reporting.together("test", List.of(reporting.report(result, 0)));
        file = temp.resolve("report.json");
        Files.writeString(file, ReportJson.write(report));
    }

    @Test
    void the_scenario_breaks_the_rule_again_on_the_stack_that_broke_it_and_not_on_another() throws Exception {
        Report.Counterexample found = report.stacks().get(0).rules().get(0).counterexample();
        assertTrue(found != null && found.steps() != null);
        Scenario steps = found.steps();
        Verdict again = Certification.replay(MUTANT.stacks(), RULE, steps, Certification.Listener.SILENT)
                .verdict();
        assertEquals(Verdict.Kind.FAIL, again.kind());
        assertTrue(again.why().contains(MUTANT.complaint()), again.why());

        assertEquals(0, run("replay", file + "#TW-RESTART"), this::err);
        assertTrue(out().startsWith("TW-RESTART on reference rfc9293: kept\n"), out());
        assertTrue(out().contains(steps.toString()), out());
        assertTrue(out().contains("TIME-WAIT    │"), out());
    }

    @Test
    void another_preset_can_be_given_and_a_capture_written() throws IOException {
        Path capture = temp.resolve("one.pcapng");
        assertEquals(
                0,
                run("replay", file + "#mutant/TW-RESTART", "--preset", "linux", "--pcapng", capture + ""),
                this::err);
        assertTrue(out().startsWith("TW-RESTART on reference linux: kept\n"), out());
        assertTrue(Files.size(capture) > 500);
    }

    @Test
    void what_cannot_be_replayed_is_said_in_one_line() throws IOException {
        refused("say which rule of which report", "replay", file + "");
        refused("cannot read the report nofile: no such file or directory", "replay", "nofile#TW-RESTART");
        refused("no rule is called TW-RSTART", "replay", file + "#TW-RSTART");
        refused("the report has no stack lwip; it has mutant", "replay", file + "#lwip/TW-RESTART");
        refused("no scenario in which NC-FIN was broken", "replay", file + "#NC-FIN");
        refused("no preset is called bsd", "replay", file + "#TW-RESTART", "--preset", "bsd");
        refused(
                "cannot write the capture",
                "replay",
                file + "#TW-RESTART",
                "--pcapng",
                temp.resolve("no/such/folder") + "");
        Files.writeString(file, "{\"format\" : 99}");
        refused("a report of format 99; this lastack reads format 1", "replay", file + "#TW-RESTART");
        Files.writeString(file, "{\"format\" : 1, \"lastack\" : \"0.1\", \"stacks\" : [{}]}");
        refused("no report: stacks[0].stack: it is missing", "replay", file + "#TW-RESTART");
        Files.write(file, new byte[] {(byte) 0xff});
        refused("it is no text in UTF-8", "replay", file + "#TW-RESTART");
    }

    private void refused(String why, String... args) {
        out.reset();
        err.reset();
        assertEquals(Main.USAGE, run(args), this::err);
        assertEquals(1, err().lines().count(), this::err);
        assertTrue(err().contains(why), this::err);
    }

    private int run(String... args) {
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
