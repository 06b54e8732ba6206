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
import org.lastack.kit.compare.AcceptedDifferences;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.stacks.linux.LinuxStack;

/** The command line of {@code lastack compare}; what it finds out is a matter of the kernel, see {@link RealStacksTest}. */
class CompareCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path temp;

    @Test
    void what_cannot_be_compared_is_said_in_one_line() throws IOException {
        refused("no stack is called freebsd", "freebsd");
        refused("no stack is called freebsd", "lwip", "--with", "freebsd");
        refused("say which STACK: linux, lwip, reference, or a program after --");
        refused("no stack parts from itself", "lwip", "--with", "lwip");
        refused("no stack parts from itself", "reference", "--preset", "rfc9293");
        refused("give --with or --preset, not both", "lwip", "--with", "linux", "--preset", "linux");
        refused("give a STACK or a program after --, not both", "lwip", "--", "./shim");
        refused("no program after --", "--");
        refused("'x' is not a long", "linux", "--seed", "x");
        refused("--scenarios must be 1 to 1000000, not 0", "linux", "--scenarios", "0");
        refused(
                "cannot read the accepted differences in nofile: no such file or directory",
                "linux",
                "--known",
                "nofile");
        Path known = temp.resolve("known.txt");
        Files.writeString(known, "a pattern\n");
        refused(known + ", line 1: a pattern has no reason", "linux", "--known", known + "");
        Files.writeString(known, "set cwmd 3\n    A reason.\n");
        refused(known + ", \"set cwmd 3\" sets no knob", "linux", "--known", known + "");
    }

    @Test
    void the_presets_part_and_what_has_a_reason_is_told_apart() throws IOException {
        assertEquals(Main.NOT_CERTIFIED, run("reference", "--scenarios", "50"), this::err);
        String told = out.toString(StandardCharsets.UTF_8);
        assertTrue(told.startsWith("reference linux | reference rfc9293\n"), told);
        assertTrue(told.contains("× "), told);
        Path known = temp.resolve("all.txt");
        Files.writeString(known, "*\n    One is Linux.\n");
        out.reset();
        assertEquals(Main.CERTIFIED, run("reference", "--scenarios", "50", "--known", known + ""), this::err);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains(" part as is known, 0 otherwise"), this::err);
        Files.writeString(known, "set msl 60\n    Whatever.\n");
        refused("are of the reference, which is not compared", "lwip", "--with", "linux", "--known", known + "");
    }

    @Test
    void the_help_tells_what_the_exit_code_means() {
        assertEquals(0, run("--help"), this::err);
        String help = out.toString(StandardCharsets.UTF_8);
        assertTrue(help.contains("lastack compare STACK [OPTIONS]"), help);
        assertTrue(help.contains("they part nowhere but where that is known"), help);
    }

    @Test
    void what_is_known_of_linux_is_short_and_sets_what_the_preset_keeps() throws IOException {
        AcceptedDifferences known = AcceptedDifferences.of(Files.readAllLines(LinuxStack.acceptedDifferences()));
        assertTrue(known.all().size() < 15, () -> known.all() + "");
        Settings kernel = known.applyTo(Settings.linux());
        for (Knob knob : new Knob[] {Knob.REDUCED_CHECKS, Knob.RST_BEFORE_FIN, Knob.RESET_TEXT_BEYOND_FIN}) {
            assertTrue(kernel.is(knob) && !Settings.linux().is(knob), knob::word);
        }
    }

    private void refused(String why, String... args) {
        err.reset();
        assertEquals(Main.USAGE, run(args), this::err);
        assertEquals(1, err().lines().count(), this::err);
        assertTrue(err().contains(why), this::err);
    }

    private int run(String... args) {
        String[] command = new String[args.length + 1];
        command[0] = "compare";
        System.arraycopy(args, 0, command, 1, args.length);
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                command);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
