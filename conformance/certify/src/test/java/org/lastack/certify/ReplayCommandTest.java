package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** Whatever the words are that a report has for its stack: only those of our own stacks start anything. */
    @Test
    void a_report_starts_no_program() throws IOException {
        Path proof = temp.resolve("pwned");
        String command = "echo pwned > '" + proof + "'";
        for (List<String> words : List.<List<String>>of(
                List.of("--", "sh", "-c", command),
                List.of("reference", "--preset", "rfc9293", "--", "sh", "-c", command),
                List.of("reference", "--", "sh", "-c", command),
                List.of("lwip", "--", "sh", "-c", command),
                List.of("sh", "-c", command),
                List.<String>of())) {
            Files.writeString(file, ReportJson.write(named(words)));
            assertEquals(1, run("replay", file + "#TW-RESTART"), () -> words + err());
            assertTrue(
                    out().startsWith("TW-RESTART on reference tw-no-restart, as the report has seen it: fail, "),
                    out());
            assertTrue(out().contains(MUTANT.complaint()), out());
            assertTrue(out().contains("TIME-WAIT    │"), out());
            String last = out().lines().reduce((a, b) -> b).orElse("");
            assertTrue(
                    last.startsWith("Nothing was run: a report starts no program. To run it: ./lastack replay "), last);
            assertTrue(last.contains("#TW-RESTART' -- PROGRAM") || last.contains("#TW-RESTART -- PROGRAM"), last);
            assertFalse(Files.exists(proof), words + "");
        }
    }

    @Test
    void a_program_that_the_command_line_names_is_run() throws IOException {
        Files.writeString(file, ReportJson.write(named(List.of("--", "./other"))));
        Path proof = temp.resolve("started");
        run("replay", file + "#TW-RESTART", "--", "sh", "-c", "echo > '" + proof + "'");
        assertTrue(Files.exists(proof));
    }

    @Test
    void what_the_report_says_does_not_command_the_terminal() throws IOException {
        Files.writeString(file, ReportJson.write(named(List.of("--", "sh\u001b[2J\nrm"))));
        assertEquals(1, run("replay", file + "#TW-RESTART"), this::err);
        assertFalse(out().contains("\u001b"), out());
        assertEquals(1, out().lines().filter(l -> l.contains("rm'")).count(), out());
    }

    /** The report as if its stack had been named so. */
    private Report named(List<String> words) {
        Report.OfStack one = report.stacks().get(0);
        Report.Stack s = one.stack();
        Report.Stack renamed = new Report.Stack(
                s.label(),
                words,
                s.name(),
                s.clock(),
                s.local4(),
                s.local6(),
                s.twoMsl(),
                s.rto(),
                s.granularity(),
                s.delayedAck(),
                s.features(),
                s.loneKnobs(),
                s.peer4(),
                s.peer6(),
                s.minRto(),
                s.synRto());
        return Reporting.together(
                "test",
                List.of(new Report.OfStack(
                        renamed,
                        one.plan(),
                        one.rules(),
                        one.scenarios(),
                        one.micros(),
                        one.certified(),
                        List.of(),
                        List.of())));
    }

    @Test
    void a_report_that_kept_no_calls_is_told_how_it_can_be_run() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode root = mapper.readTree(ReportJson.write(named(List.of("--", "./mine"))));
        root.at("/stacks/0/rules/0/counterexample/trace/events")
                .forEach(event -> ((ObjectNode) event).remove(List.of("call", "result")));
        Files.writeString(file, mapper.writeValueAsString(root));
        refused("which kept no calls", "replay", file + "#TW-RESTART");
        assertTrue(err().contains("-- PROGRAM [ARGUMENTS] (in the report it was: ./mine)"), err());
    }

    @Test
    void sizes_that_nothing_can_have_are_refused() throws IOException {
        String json = ReportJson.write(report);
        String steps = "no report: stacks[0].rules[0].counterexample.steps: ";
        changed(json, "\"window\" : 65535", "\"window\" : 2000000000");
        refused(steps + "a window cannot be 2000000000", "replay", file + "#TW-RESTART");
        changed(json, "\"step\" : \"listen\"", "\"step\" : \"write\", \"conn\" : 0, \"octets\" : 2147483647");
        refused(steps + "a write of octets cannot be 2147483647", "replay", file + "#TW-RESTART");
        changed(json, "\"step\" : \"listen\"", "\"step\" : \"autoack\", \"conn\" : 1000000000, \"on\" : true");
        refused(steps + "a connection cannot be 1000000000", "replay", file + "#TW-RESTART");
        changed(json, "\"plus\" : 0", "\"plus\" : " + Long.MAX_VALUE);
        refused(steps + "a span of " + Long.MAX_VALUE + " µs", "replay", file + "#TW-RESTART");
        changed(json, "\"stacks\" :", "\"deep\" : " + "[".repeat(100_000) + "]".repeat(100_000) + ", \"stacks\" :");
        refused("nesting depth", "replay", file + "#TW-RESTART");
        refused("it has more than 64 MB", "replay", "/dev/zero#TW-RESTART");
    }

    private void changed(String json, String what, String with) throws IOException {
        assertTrue(json.contains(what), what);
        Files.writeString(file, json.replaceFirst(java.util.regex.Pattern.quote(what), with));
    }

    @Test
    void a_rule_that_judges_nothing_is_not_replayed() {
        refused("nothing to replay: TW-ISSUER is untested", "replay", file + "#TW-ISSUER");
    }

    @Test
    void what_cannot_be_replayed_is_said_in_one_line() throws IOException {
        refused("say which rule of which report", "replay", file + "");
        refused("cannot read the report " + temp + ": it is a folder", "replay", temp + "#TW-RESTART");
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
