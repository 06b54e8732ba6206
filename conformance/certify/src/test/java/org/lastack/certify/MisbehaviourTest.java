package org.lastack.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a program does: one line that says what was wrong, exit code 3, and no process is left. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisbehaviourTest {
    /** Where it is the point that no answer comes. */
    private static final String HASTY = "1s";

    /** Where an answer comes, on however busy a machine. */
    private static final String PATIENT = "60s";

    /** The greeting behind a word of the scripts; DAEMON leaves session and environment behind and keeps stdout, STDIN both. */
    private static final String TOY = "ok toy 1 clock=virtual msl_ms=1000 rto_ms=200";

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            exit 3                                                      | ended (exit status 3), where it should answer `hello
            DAEMON; exit 0                                              | ended (exit status 0), where it should answer `hello
            DAEMON; kill -KILL $$                                       | ended (killed by signal 9), where it should answer `hello
            HELLO; kill -SEGV $$                                        | ended (killed by signal 11)
            HELLO; DAEMON; exit 0                                       | ended (exit status 0)
            HELLO; DAEMON; read -r line; exit 5                         | ended (exit status 5)
            HELLO; DAEMON; read -r line; printf 'ok'; exit 5            | ended (exit status 5)
            HELLO; STDIN; exit 0                                        | ended (exit status 0)
            exec >&-; NAP                                               | ended (it closed its stdout)
            HELLO; exec >&-; NAP                                        | ended (it closed its stdout)
            WALL; DAEMON; exit 0                                        | ended (exit status 0)
            WALL; STDIN; DAEMON; exit 4                                 | ended (exit status 4)
            WALL; DAEMON; echo packet 4x; NAP                           | no hex digits at character 0
            HELLO; DAEMON; read -r line; echo wibble; NAP               | said `wibble`: ok or err was due
            HELLO; trap '' TERM HUP INT; DAEMON; echo x; NAP            | said `x`
            HELLO; read -r line; yes packet 45                          | floods: 200001 lines
            HELLO; read -r line; cat /dev/zero                                        | wrote a line of more than 300000 characters
            HELLO; DAEMON; while read -r line; do echo packet 45; echo ok 0; done | ok or err was due
            read -r line; head -c 299000 /dev/zero PIPE tr '\\0' x; echo; NAP | answered hello with `xxxxxxxxxxxx
            read -r line; printf 'ok a\\033[2Jb clock=virtual msl_ms=1 rto_ms=1\\n'; NAP | the name has a character that is no
            read -r line; printf 'ok a\\000b clock=virtual msl_ms=1 rto_ms=1\\n'; NAP | the name has a character that is no
            read -r line; printf 'ok \\342\\200\\256 clock=virtual msl_ms=1 rto_ms=1\\n'; NAP | the name has a character that is no
            read -r line; echo "ok $(head -c 200 /dev/zero PIPE tr '\\0' n) clock=virtual msl_ms=1 rto_ms=1"; NAP | a name of more than 100
            read -r line; echo ok t clock=virtual msl_ms=999999999999 rto_ms=1; NAP | msl_ms= is 1 to 3600000, not 999999999999
            read -r line; echo ok t clock=virtual msl_ms=0 rto_ms=1; NAP | msl_ms= is 1 to 3600000, not 0
            read -r line; echo ok t clock=virtual msl_ms=1 rto_ms=0; NAP | rto_ms= is 1 to 60000, not 0
            read -r line; echo ok t clock=virtual msl_ms=1 rto_ms=99999; NAP | rto_ms= is 1 to 60000, not 99999
            read -r line; echo ok t clock=wall msl_ms=1 rto_ms=1 delack_ms=86400000; NAP | delack_ms= is 0 to 60000, not 86400000
            read -r line; echo ok t clock=wall msl_ms=1 rto_ms=1 granularity_ms=60001; NAP | granularity_ms= is 0 to 60000, not
            read -r line; echo ok t clock=virtual msl_ms=+1 rto_ms=1; NAP | a number was due, not '+1'
            read -r line; echo ok t clock=virtual msl_ms=9999999999999999999999 rto_ms=1; NAP | a number was due, not '99999
            read -r line; echo ok t clock=virtual msl_ms=1 rto_ms=1 ip=4,4; NAP | ip= is 4 or 4,6, not 4,4
            HELLO; AGAIN; read -r line; echo ok toy 2 clock=virtual msl_ms=1000 rto_ms=200; NAP | answered hello with `2`, and the first time with `1`
            HELLO; AGAIN; read -r line; echo ok toy 1 clock=virtual msl_ms=1000 rto_ms=200 ip=4,6; NAP | hello with `ip=4,6`, and the first time with less
            HELLO; read -r line; echo perhaps; NAP                      | said `perhaps`: ok or err was due
            HELLO; read -r line; echo err EWIBBLE; NAP                  | no error that the kit knows is called EWIBBLE
            ALWAYS echo done 4294967298 connect ok; echo ok; esac; done | no socket has the number 4294967298
            ALWAYS echo done -1 connect ok; echo ok; esac; done         | a number was due, not '-1'
            ALWAYS echo done 1 connect; echo ok; esac; done             | done SOCKET CALL RESULT was due
            ALWAYS echo packet 450; echo ok; esac; done                 | an odd number of hex digits: 3
            """)
    void every_breach_is_told_in_a_line(String script, String told) throws Exception {
        breaks(PATIENT, told, script);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            NAP
            DAEMON; NAP
            HELLO; DAEMON; NAP
            HELLO; trap '' TERM HUP INT; DAEMON; while :; do NAP; done
            HELLO; STDIN; DAEMON; read -r line; NAP
            HELLO; AGAIN; DAEMON; NAP
            WALL; DAEMON; NAP
            DAEMON; exec >&-; NAP
            HELLO; DAEMON; exec >&-; NAP
            HELLO; read -r line; kill -STOP $$
            HELLO; read -r line; printf ok; NAP
            """)
    void no_answer_is_told_in_a_line(String script) throws Exception {
        breaks(HASTY, "did not answer `", script);
    }

    @Test
    void a_log_is_shown_without_what_would_disturb_a_terminal() throws Exception {
        breaks(
                PATIENT,
                "ended (exit status 1)",
                "printf 'a\\000b\\033]0;title\\007\\r\\342\\200\\256 gnp.exe\\302\\2051\\n\\377' >&2; exit 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            twice   | ended (exit status 0)
            abort   | ended (killed by signal 6)
            fault   | ended (killed by signal 11)
            nobody  | ended (exit status 0)
            """)
    void a_program_in_c_is_ended_with_all_that_it_left(String what, String told) throws Exception {
        Path source = Files.writeString(temp.resolve("shim.c"), SHIM);
        Path program = temp.resolve("shim");
        compile(source, program);
        String word = Traces.nap();
        certify(PATIENT, List.of(program.toString(), what, word));
        told(told, word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unflushed | 5s  | did not answer `hello
            throws    | 60s | ended (exit status 1)
            """)
    void a_program_in_java_is_ended_too(String what, String patience, String told) throws Exception {
        Path source = Files.writeString(temp.resolve("Shim.java"), JAVA);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String word = Traces.nap();
        certify(patience, List.of(java, "-XX:TieredStopAtLevel=1", source.toString(), what, word));
        told(told, word);
    }

    private void breaks(String patience, String told, String script) throws Exception {
        String word = Traces.nap();
        String whole = script.replace(
                        "ALWAYS",
                        "while read -r line; do case $line in hello*) echo '" + TOY
                                + "';; again*) echo err EOPNOTSUPP;; bye*) exit;; *)")
                .replace("PIPE", "|")
                .replace("HELLO", "read -r line; echo '" + TOY + "'")
                .replace("WALL", "read -r line; echo '" + TOY.replace("virtual", "wall") + "'")
                .replace("AGAIN", "read -r line; echo ok")
                .replace("STDIN", "(exec 3<&0; setsid env -i sleep " + word + " 0<&3 &)")
                .replace("DAEMON", "(setsid env -i sleep " + word + " &)")
                .replace("NAP", "sleep " + word);
        certify(patience, List.of("sh", "-c", whole));
        told(told, word);
    }

    private int code;

    private void certify(String patience, List<String> program) {
        List<String> words =
                new ArrayList<>(List.of("certify", "--rules", "TW-RESTART", "--patience", patience, "--quiet", "--"));
        words.addAll(program);
        code = Main.run(stream(out), stream(err), words.toArray(new String[0]));
    }

    private void told(String what, String word) throws InterruptedException {
        String said = err.toString(StandardCharsets.UTF_8);
        String line = said.lines().findFirst().orElse("");
        assertEquals(3, code, said);
        assertTrue(line.startsWith("lastack: the stack broke the contract: "), said);
        assertTrue(line.contains(what), said);
        assertTrue(line.length() < 1_000 && said.length() < 6_000, said);
        assertTrue(
                said.chars()
                        .allMatch(c ->
                                c == '\n' || c >= ' ' && c < 0x7f || c > 0xa0 && c < 0x2000 || c == '…' || c == 0xfffd),
                said);
        assertEquals(List.of(), Traces.left(word));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static void compile(Path source, Path program) throws Exception {
        try {
            Process cc = new ProcessBuilder("cc", "-o", program.toString(), source.toString())
                    .inheritIO()
                    .start();
            assertEquals(0, cc.waitFor());
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            abort("there is no C compiler: " + e.getMessage());
        }
    }

    private static final String SHIM = """
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>

            /* A daemon after the book, but for stdin and stdout, which it keeps. */
            static void daemonise(char *word) {
              if (fork()) return;
              setsid();
              if (fork()) _exit(0);
              for (int s = 1; s < 32; s++) signal(s, SIG_IGN);
              char *args[] = {"sleep", word, NULL}, *none[] = {NULL};
              execve("/bin/sleep", args, none);
              _exit(1);
            }

            int main(int argc, char **argv) {
              char line[200];
              const char *what = argv[1];
              if (argc < 3 || !fgets(line, sizeof line, stdin)) return 9;
              if (!strcmp(what, "nobody") && setuid(getuid() ? getuid() : 65534)) return 8;
              daemonise(argv[2]);
              if (!strcmp(what, "twice")) daemonise(argv[2]);
              puts("ok toy 1 clock=virtual msl_ms=1000 rto_ms=200");
              fflush(stdout);
              if (!fgets(line, sizeof line, stdin)) return 7;
              if (!strcmp(what, "abort")) abort();
              if (!strcmp(what, "fault")) *(volatile char *)0 = 1;
              return 0;
            }
            """;

    private static final String JAVA = """
            import java.io.*;

            class Shim {
                public static void main(String[] args) throws Exception {
                    new ProcessBuilder("sh", "-c", "setsid env -i sleep " + args[1] + " &").inheritIO().start().waitFor();
                    if (args[0].equals("throws")) {
                        throw new IllegalStateException("not today");
                    }
                    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
                    new PrintStream(out).print("ok toy 1 clock=virtual msl_ms=1000 rto_ms=200\\n");
                    Thread.sleep(1_000_000);
                }
            }
            """;
}
