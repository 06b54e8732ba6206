package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;

/** What the command line takes and what it refuses. */
class CertifyCommandTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void the_list_shows_every_rule_with_its_group() {
        assertEquals(0, run("certify", "--list"));
        for (Rule rule : Rules.all()) {
            assertTrue(out().contains("  " + rule.id() + " "), rule.id());
            assertTrue(out().contains(rule.source().substring(0, 8)), rule.source());
        }
        assertTrue(out().contains("F. TIME-WAIT\n"), out());
    }

    @Test
    void patterns_and_lists_choose_rules_in_the_order_of_the_catalogue() {
        assertEquals(0, run("certify", "--list", "--rules", "tw-rst,TW-2*", "--rules", "TW-RESTART"));
        assertTrue(out().matches("(?s).*TW-2MSL .*TW-RESTART .*TW-RST .*"), out());
        assertEquals(3, out().lines().filter(l -> l.startsWith("  TW-")).count());
    }

    @Test
    void an_unknown_track_through_the_lessons_is_refused_with_those_there_are() {
        refused("there is no track opera; say one of operator, protocol, none", "lesson", "--track", "opera");
    }

    @Test
    void an_unknown_rule_is_refused_with_those_that_may_have_been_meant() {
        refused("no rule is called TW-RSTART; did you mean TW-RESTART?", "certify", "--rules", "TW-RSTART");
    }

    @Test
    void a_rule_unlike_any_other_is_refused_with_the_way_to_the_list() {
        refused(
                "no rule is called ROUND-THE-WORLD; 'lastack certify --list' shows all",
                "certify",
                "--rules",
                "ROUND-THE-WORLD");
    }

    @Test
    void a_pattern_that_means_nothing_is_refused() {
        refused("no rule matches XX-*; 'lastack certify --list' shows all", "certify", "--rules", "TW-*,XX-*");
        refused("--rules has an empty entry", "certify", "--rules", "TW-*,,TW-RST");
    }

    @Test
    void a_list_of_nothing_is_not_all_rules() {
        refused("--rules has an empty entry", "certify", "--list", "--rules", ",");
        refused("--rules has an empty entry", "certify", "--list", "--rules", "");
        refused("--rules has an empty entry", "certify", "--list", "--rules", "TW-RST,");
    }

    @Test
    void a_file_without_a_name_is_not_the_folder_that_one_is_in() {
        String why = "a file or folder without a name; 'lastack certify --help' shows what there is";
        refused("Invalid value for option '--report': " + why, "certify", "--report", "");
        refused("Invalid value for option '--known': " + why, "certify", "--known", "");
    }

    /** Any of them ends at once, in a code that it may end with, and what is refused is refused in one line. */
    @Test
    void random_words_are_understood_or_refused_in_one_line() {
        List<String> words = List.of(
                ("certify replay compare mutants --list --rules --tries --seed --known --report --preset --pcapng --quiet"
                                + " --thorough --coverage --no-color --help --version -x -- TW-* *?* , 0 -1 99999999999 reference"
                                + " rfc9293 bsd lixun report.json#TW-RST #TW-RST x# --rules= --tries=x @file é ''")
                        .split(" "));
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            List<String> line = new ArrayList<>();
            for (int left = 1 + random.nextInt(5); left > 0; left--) {
                String word = words.get(random.nextInt(words.size()));
                line.add(word.equals("''") ? "" : word);
            }
            line.add("--list"); // whatever is right lists; nothing is run
            if (line.contains("mutants") || line.contains("compare")) {
                line.add("--nothing");
            }
            int code = run(line.toArray(new String[0]));
            assertTrue(code == 0 || code == 2, line + ": " + code + err());
            assertEquals(code == 0 ? 0 : 1, err().lines().count(), line + ": " + err());
        }
    }

    @Test
    void random_lists_of_known_deviations_are_read_or_refused_in_one_line() throws IOException {
        List<String> parts =
                List.of("TW-RST", "TW-2MSL", " ", "\t", "\n", "#", "a reason", "\u0000", "\u001b[2J", "é", "\r");
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(12); left > 0; left--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            String known = file(text.toString());
            int code = run("certify", "--preset", "linux", "--rules", "TW-ISSUER", "--tries", "1", "--known", known);
            assertEquals(2, code, text + err());
            assertEquals(1, err().lines().count(), text + ": " + err());
            assertFalse(err().contains("\u001b"), text + err());
            refused += err().contains("the known deviations in") ? 1 : 0;
        }
        assertTrue(refused > 25 && refused < 500, "refused " + refused);
    }

    @Test
    void no_tries_are_refused() {
        refused("--tries must be at least 1, not 0", "certify", "--tries", "0");
        refused("--tries must be at least 1, not -3", "certify", "--tries", "-3");
    }

    @Test
    void what_picocli_refuses_is_one_line_too() {
        String help = "; 'lastack certify --help' shows what there is";
        refused("Unknown option: '--trys'" + help, "certify", "--trys", "3");
        refused("Invalid value for option '--tries': 'many' is not an int" + help, "certify", "--tries", "many");
        refused("Unmatched argument at index 2: 'linux'" + help, "certify", "linux", "linux");
    }

    @Test
    void an_unknown_stack_is_refused_with_those_that_there_are() {
        refused(
                "no stack is called lixun; there are reference, linux, linux-6.12, linux=PATH, lwip, gvisor and slirp, and"
                        + " any program: lastack certify -- PROGRAM",
                "certify",
                "lixun");
    }

    @Test
    void a_program_stands_alone_after_the_dashes() {
        refused("no program after --", "certify", "--");
        refused("give a STACK or a program after --, not both", "certify", "linux", "--", "./shim");
        refused(
                "--preset belongs to the reference; no other stack has presets",
                "certify",
                "linux",
                "--preset",
                "linux");
    }

    @Test
    void without_a_command_there_is_help() {
        assertEquals(0, run());
        assertTrue(out().contains("certify"), out());
        List<String> commands =
                out().lines().dropWhile(l -> !l.equals("Commands:")).skip(1).toList();
        for (String command : List.of(
                "certify",
                "replay",
                "diff",
                "shim-check",
                "new-shim",
                "compare",
                "audit",
                "doctor",
                "mutants",
                "lesson",
                "site",
                "host")) {
            String line = commands.stream()
                    .filter(l -> l.startsWith("  " + command + " "))
                    .findFirst()
                    .orElse("");
            assertTrue(line.matches("  [a-z-]+ +[A-Z][a-z]+ .*"), command + " says what it does: " + commands);
        }
        assertEquals(0, run("certify", "--help"));
        assertTrue(out().contains("3   the stack broke the contract"), out());
    }

    @Test
    void a_stack_that_keeps_the_rules_is_certified_and_its_report_written() throws IOException {
        Path folder = temp.resolve("report");
        int code =
                run("certify", "--preset", "linux", "--rules", "TW-RESTART", "--tries", "20", "--report", folder + "");
        assertEquals(0, code, this::err);
        assertTrue(out().contains("✔  TW-RESTART"), out());
        assertTrue(out().contains("\ncertified: 1 pass; 20 scenarios in "), out());
        assertTrue(out().contains("report: " + folder + "/index.html"), out());
        Report report = ReportJson.read(Files.readString(folder.resolve("report.json")));
        assertEquals("reference linux", report.stacks().get(0).stack().name());
        assertEquals(20, report.stacks().get(0).rules().get(0).tries());
        assertTrue(Files.readString(folder.resolve("junit.xml")).contains("tests=\"1\" failures=\"0\""));
    }

    @Test
    void both_presets_run_in_processes_of_their_own_and_come_back_as_one_report() {
        assertEquals(0, run("certify", "--rules", "TW-RESTART,TW-ISSUER", "--tries", "5"), this::err);
        assertTrue(out().contains("  ✔ ✔  TW-RESTART"), out());
        assertTrue(out().contains("  ? ?  TW-ISSUER"), out());
        assertTrue(out().contains("\ncertified: 2 pass, 2 untested; 10 scenarios in "), out());
    }

    @Test
    void the_coverage_is_shown_when_it_is_asked_for() {
        assertEquals(0, run("certify", "--preset", "linux", "--rules", "TW-RESTART", "--tries", "5"), this::err);
        assertFalse(out().contains("coverage"), out());
        assertEquals(0, run("certify", "--rules", "TW-RESTART", "--tries", "5", "--quiet", "--coverage"), this::err);
        assertTrue(out().contains("\nWhat arrives, reference rfc9293\n"), out());
        assertTrue(out().contains("\nWhat the application calls, reference linux\n"), out());
        assertTrue(out().matches("(?s).*[1-9][0-9]* +the peer's FIN again\n.*"), out());
        assertTrue(out().contains("\ncoverage: rfc9293 "), out());
    }

    @Test
    void the_same_seed_gives_the_same_scenarios_and_another_one_others() throws IOException {
        assertEquals(seen("7"), seen("7"));
        assertNotEquals(seen("7"), seen("8"));
    }

    /** How often each behaviour was seen depends on the scenarios. */
    private String seen(String seed) throws IOException {
        assertEquals(0, run("certify", "--preset", "rfc9293", "--rules", "TW-RST", "--tries", "60", "--seed", seed));
        return out().lines().filter(l -> l.contains("seen:")).findFirst().orElseThrow();
    }

    @Test
    void a_known_deviation_that_has_gone_stops_the_certification() throws IOException {
        String known = file("TW-RESTART  was broken once\n");
        String[] few = {"certify", "--preset", "linux", "--rules", "TW-RESTART", "--tries", "5", "--known", known};
        assertEquals(0, run(few), "five tries prove nothing");
        assertTrue(out().contains("a known deviation, which does not show in 5 of the usual 500 tries"), out());
        int code = run("certify", "--preset", "linux", "--rules", "TW-RESTART", "--known", known);
        assertEquals(1, code, this::err);
        assertTrue(out().contains("!  TW-RESTART"), out());
        assertTrue(out().contains("take it out of the list of known deviations"), out());
        assertTrue(out().contains("not certified: 1 pass, 1 of them unexpectedly"), out());
    }

    @Test
    void a_list_of_known_deviations_that_cannot_be_used_is_refused() throws IOException {
        String known = file("# ours\nTW-RSTART typo\n");
        refused(
                "the known deviations in " + known + ", line 2: no rule is called TW-RSTART",
                "certify",
                "--known",
                known);
        refused("cannot read the known deviations in " + temp + ": it is a folder", "certify", "--known", temp + "");
        String missing = temp.resolve("missing").toString();
        refused(
                "cannot read the known deviations in " + missing + ": no such file or directory",
                "certify",
                "--known",
                missing);
    }

    @Test
    void a_report_that_cannot_be_written_is_refused_before_anything_is_run() throws IOException {
        String file = file("");
        refused("cannot write the report to " + file + ": it is a file", "certify", "--report", file);
        refused(
                "cannot write the report to " + file + "/below: Not a directory",
                "certify",
                "--report",
                file + "/below");
    }

    @Test
    void rules_that_can_say_nothing_are_no_certificate() {
        assertEquals(2, run("certify", "--preset", "linux", "--rules", "TW-ISSUER", "--tries", "5"));
        String told =
                "lastack: nothing could be said of the stack: no rule that was chosen is claimed and can be tested;"
                        + " 'lastack certify --list' shows what each needs\n";
        assertEquals(told, err());
        assertTrue(out().contains("\nnothing tried: 1 untested; "), out());
        assertEquals(2, run("certify", "--preset", "rfc9293", "--rules", "OR-MAX", "--tries", "5"));
        assertEquals(told, err());
    }

    @Test
    void what_one_preset_does_not_claim_makes_no_verdict_worse() {
        assertEquals(0, run("certify", "--rules", "OR-MAX", "--tries", "5"), this::err);
        assertTrue(out().contains("  – ✔  OR-MAX"), out());
        assertTrue(out().contains("\nreference rfc9293  nothing tried: 1 not claimed\n"), out());
        assertTrue(out().contains("\ncertified: 1 pass, 1 not claimed; 5 scenarios in "), out());
    }

    @Test
    void a_program_that_breaks_the_contract_ends_with_three() {
        assertEquals(3, run("certify", "--rules", "TW-RESTART", "--", "sh", "-c", "read hello; echo rubbish"));
        assertTrue(err().startsWith("lastack: the stack broke the contract: "), err());
        assertTrue(err().contains("rubbish"), err());
    }

    @Test
    void a_program_that_breaks_the_contract_in_the_middle_ends_with_three_too() {
        String greets =
                "read hello; echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000 features=; read next; echo ok; exit 7";
        assertEquals(3, run("certify", "--rules", "TW-RESTART", "--", "sh", "-c", greets));
        assertTrue(err().startsWith("lastack: the stack broke the contract: "), err());
    }

    @Test
    void a_program_that_dies_in_a_scenario_is_a_finding_and_ends_with_three_too() throws IOException {
        String greets = "while read -r word rest; do case $word in"
                + " hello) echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000;;"
                + " again) echo err EOPNOTSUPP;; bye) exit;; listen | connect) exit 7;; *) echo ok; esac; done";
        Path folder = temp.resolve("report");
        assertEquals(
                3,
                run(
                        "certify",
                        "--rules",
                        "TW-RESTART,TW-2MSL",
                        "--quiet",
                        "--report",
                        folder + "",
                        "--",
                        "sh",
                        "-c",
                        greets));
        assertTrue(err().startsWith("lastack: the stack broke the contract: sh ended (exit status 7), "), err());
        assertTrue(out().contains("── ✘ TW-RESTART, fail, toy 1"), out());
        assertTrue(out().contains("  got       sh ended (exit status 7), where it should answer `"), out());
        assertTrue(out().contains("./lastack certify --rules TW-RESTART --seed 1 --tries 60 -- sh -c"), out());
        assertTrue(out().contains("\nnot certified: 2 fail; "), "the run goes on: " + out());
        Report.Entry entry = ReportJson.read(Files.readString(folder.resolve("report.json")))
                .stacks()
                .get(0)
                .find("TW-RESTART");
        assertTrue(
                entry.counterexample().breach().contains("\n  > hello 1 "),
                entry.counterexample().breach());
    }

    @Test
    void a_program_that_there_is_not_ends_with_two() {
        assertEquals(2, run("certify", "--", "./no-such-shim"));
        assertTrue(err().startsWith("lastack: "), err());
        assertTrue(err().contains("no-such-shim"), err());
    }

    @Test
    void the_list_of_a_stack_says_what_it_does_not_claim() {
        String greets =
                "read hello; echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000 features=; read bye; echo ok";
        assertEquals(0, run("certify", "--list", "--rules", "TW-RST*,TW-2MSL", "--", "sh", "-c", greets), this::err);
        assertTrue(out().contains("toy 1 claims 1 of 3 rules\n"), out());
        assertTrue(out().contains("not claimed: 1337"), out());
    }

    /** It greets, takes every call, and says nothing. */
    private static final String MUTE = "while read -r word rest; do case $word in"
            + " hello) echo ok toy 1 clock=virtual ip=4 msl_ms=60000 rto_ms=1000;; bye) exit;; *) echo ok; esac; done";

    @Test
    void what_is_excluded_is_not_tried() {
        assertEquals(0, run("certify", "--list", "--rules", "TW-RST*,TW-2MSL", "--exclude", "tw-rst"));
        assertTrue(out().matches("(?s).*TW-2MSL .*TW-RST-1337 .*"), out());
        assertFalse(out().contains("TW-RST "), out());
        refused("--exclude leaves no rule", "certify", "--rules", "TW-RST", "--exclude", "TW-*");
        refused("no rule matches XX-*; 'lastack certify --list' shows all", "certify", "--exclude", "XX-*");
        refused("--exclude has an empty entry", "certify", "--exclude", ",");
    }

    @Test
    void a_should_may_be_what_keeps_from_passing() {
        String[] deviates = {"certify", "--preset", "rfc9293", "--rules", "TW-RESTART", "--tries", "5"};
        assertEquals(0, run(deviates), this::err);
        refused(
                "Invalid value for option '--gate': expected one of [must, should] (case-sensitive) but was 'may';"
                        + " 'lastack certify --help' shows what there is",
                "certify",
                "--gate",
                "may");
        String[] words = {
            "certify", "--rules", "TW-RST-1337,RA-LISTEN,FR-BACKOFF,RG-NOTCB", "--tries", "2", "--fail-fast"
        };
        assertEquals(1, run(with(words, "--", "sh", "-c", MUTE)), this::err);
        assertTrue(out().contains("untested: not tried, since RG-NOTCB fails"), out());
    }

    @Test
    void what_is_found_may_be_written_as_known_and_any_other_cause_is_news() throws IOException {
        String file = temp.resolve("known").toString();
        String[] words = {"certify", "--rules", "RG-NOTCB,RA-LISTEN", "--tries", "2", "--quiet"};
        assertEquals(1, run(with(words, "--write-known", file, "--", "sh", "-c", MUTE)), this::err);
        assertTrue(out().contains("What lies behind, worst first, toy 1 "), out());
        assertEquals(0, run(with(words, "--known", file, "--", "sh", "-c", MUTE)), this::out);
        String known = Files.readString(Path.of(file));
        assertTrue(known.contains("\nRG-NOTCB  not yet explained; MUST"), known);
        Files.writeString(Path.of(file), known.replace(": silence", ": ACK"));
        assertEquals(1, run(with(words, "--known", file, "--", "sh", "-c", MUTE)), this::out);
        assertTrue(out().contains("not certified: 2 fail"), out());
        refused(
                "--write-known is for one stack: say which preset, for example --preset linux",
                "certify",
                "--write-known",
                file);
    }

    @Test
    void two_reports_are_compared_and_what_got_worse_ends_with_one() throws IOException {
        String old = temp.resolve("old").toString();
        String now = temp.resolve("now").toString();
        String[] rules = {"certify", "--rules", "RG-NOTCB,TW-RESTART", "--tries", "2", "--quiet"};
        assertEquals(0, run(with(rules, "--preset", "linux", "--report", old)), this::err);
        assertEquals(1, run(with(rules, "--report", now, "--", "sh", "-c", MUTE)), this::err);
        assertEquals(1, run("diff", old + "/report.json", now + "/report.json"), this::err);
        assertTrue(out().contains("worse          RG-NOTCB       pass → fail: in CLOSED, after "), out());
        assertTrue(out().endsWith("\n2 worse, 0 another cause, 0 gone, 0 new, 0 better, 0 as before\n"), out());
        assertEquals(0, run("diff", now + "/report.json", old + "/report.json"), this::err);
        assertEquals(0, run("diff", now + "/report.json", now + "/report.json"), this::err);
        assertEquals("0 worse, 0 another cause, 0 gone, 0 new, 0 better, 2 as before\n", out());
        assertEquals(2, run("diff", old, now));
        assertEquals("lastack: cannot read the report " + old + ": it is a folder\n", err());
    }

    /** A stack as its author has it: not public, and with a mistake. */
    static final class Adapter implements StackUnderTest {
        private final ReferenceStack inner = ReferenceStack.rfc9293();

        @Override
        public Profile profile() {
            return inner.profile();
        }

        @Override
        public void attach(Output output) {
            inner.attach(output);
        }

        @Override
        public boolean set(String knob, long value) {
            return inner.set(knob, value);
        }

        @Override
        public Result call(int socket, Call call) {
            if (call instanceof Call.Abort) {
                throw new IllegalStateException("not yet");
            }
            return inner.call(socket, call);
        }

        @Override
        public void deliver(Bytes packet) {
            inner.deliver(packet);
        }

        @Override
        public long advance(long micros) {
            return inner.advance(micros);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Test
    void a_stack_in_java_is_certified_by_the_name_of_its_class() {
        String name = Adapter.class.getName();
        String[] words = {"certify", "--java", name, "--classpath", "target/test-classes", "--tries", "5", "--quiet"};
        assertEquals(0, run(with(words, "--rules", "TW-RESTART")), this::err);
        assertEquals(3, run(with(words, "--rules", "AB-RST")));
        assertTrue(
                out().contains("got       the stack threw java.lang.IllegalStateException: not yet in call()"), out());
        assertTrue(
                out().contains("./lastack certify --java '" + name
                        + "' --classpath target/test-classes --rules AB-RST"),
                out());
        refused("--classpath: there is no no-such-folder", "certify", "--java", name, "--classpath", "no-such-folder");
        refused(
                "there is no class Nobody; say with --classpath where it lies, for example"
                        + " target/test-classes:target/classes",
                "certify",
                "--java",
                "Nobody");
        refused(
                "java.lang.String does not implement org.lastack.kit.stack.StackUnderTest",
                "certify",
                "--java",
                "java.lang.String");
        refused("--classpath belongs to --java CLASS", "certify", "--classpath", ".");
        refused(
                "--java CLASS stands for itself: without STACK, program, --preset, --patience and --log",
                "certify",
                "linux",
                "--java",
                name);
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private void refused(String message, String... args) {
        assertEquals(2, run(args), this::err);
        assertEquals("lastack: " + message + "\n", err());
        assertEquals("", out());
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(stream(out), stream(err), args);
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String file(String text) throws IOException {
        return Files.writeString(temp.resolve("file"), text).toString();
    }
}
