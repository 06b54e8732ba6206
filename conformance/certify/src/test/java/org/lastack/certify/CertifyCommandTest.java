package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;

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
                "no stack is called lixun; there are reference, linux and lwip, and any program: lastack certify --"
                        + " PROGRAM",
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
        assertEquals(0, run("certify", "--help"));
        assertTrue(out().contains("3   the stack broke the contract"), out());
    }

    void refused(String message, String... args) {
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

    Path file(String text) throws IOException {
        return Files.writeString(temp.resolve("known"), text);
    }
}
