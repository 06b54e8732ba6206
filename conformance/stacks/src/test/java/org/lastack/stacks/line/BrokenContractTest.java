package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/** Programs that break the line protocol, each a few words of shell: every one is found out, named, and gone afterwards. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenContractTest {
    /** Long enough for an honest program on a busy machine. */
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 1_000, 1 << 20, 300_000);

    private static final Limits HASTY = PATIENT.withAnswer(Duration.ofMillis(300));

    private static final String HELLO = "read -r line; echo 'ok toy 1 clock=virtual msl_ms=1000 rto_ms=200'; ";
    private static final String WALL = "read -r line; echo 'ok toy 1 clock=wall msl_ms=1000 rto_ms=200'; ";
    private static final Call LISTEN = new Call.Listen(IpAddress.of("192.0.2.1"), 80);
    private static final Call CONNECT = new Call.Connect(IpAddress.of("192.0.2.1"), 0, IpAddress.of("192.0.2.16"), 80);

    private static LineProtocolStack toy(String script, Limits limits) {
        return new LineProtocolStack(List.of("sh", "-c", script), limits);
    }

    private static final class Heard implements StackUnderTest.Output {
        final List<String> said = new CopyOnWriteArrayList<>();

        @Override
        public void packet(Bytes octets) {
            said.add("packet " + octets.toHex());
        }

        @Override
        public void done(int socket, Result result) {
            said.add("done " + socket + " " + result.show());
        }
    }

    /** Returns what the kit says of a program that greets well, and then does this when it is told to listen. */
    private static ContractException afterHello(String script, Limits limits) {
        return ofCall(1, LISTEN, script, limits);
    }

    private static ContractException ofCall(int socket, Call call, String script, Limits limits) {
        try (LineProtocolStack stack = toy(HELLO + "read -r line; " + script, limits)) {
            stack.attach(new Heard());
            return assertThrows(ContractException.class, () -> stack.call(socket, call));
        }
    }

    private static ContractException ofHello(String script, Limits limits) {
        return assertThrows(ContractException.class, () -> toy(script, limits));
    }

    private static void says(String expected, ContractException e) {
        assertTrue(e.getMessage().contains(expected), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    /** What was started here, in or out of our family, and still runs. */
    private static List<String> leftOvers() {
        String mark = Mark.VARIABLE + "=" + Mark.HERE.digits();
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains(mark))
                .map(ProcessHandle::toString)
                .toList();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** A killed process takes a moment to go. */
    @AfterEach
    void nothing_is_left() throws InterruptedException {
        for (int i = 0; i < 500 && !leftOvers().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(List.of(), leftOvers());
    }

    @Test
    void a_program_that_is_missing_is_no_breach_but_a_stack_that_cannot_be_had() {
        StackUnavailableException e = assertThrows(
                StackUnavailableException.class, () -> new LineProtocolStack(List.of("./no-such-program"), PATIENT));
        assertTrue(e.getMessage().contains("./no-such-program"), e::getMessage);
    }

    @Test
    void one_that_exits_at_once_shows_its_status_and_its_log() {
        ContractException e = ofHello("echo 'no such library' >&2; exit 3", PATIENT);
        says("ended (exit status 3), where it should answer `hello 1 192.0.2.1 192.0.2.16 ", e);
        assertTrue(e.evidence().contains("no such library"), e::evidence);
    }

    @Test
    void one_that_dies_in_the_middle_shows_the_signal_and_the_last_lines() {
        ContractException e = afterHello("echo 'packet 4500'; kill -SEGV $$", PATIENT);
        says("ended (killed by signal 11), where it should answer `listen 1 80`", e);
        assertTrue(e.evidence().contains("< packet 4500"), e::evidence);
        assertTrue(e.evidence().contains("> listen 1 80"), e::evidence);
    }

    @Test
    void half_a_line_is_shown_when_it_dies_over_it() {
        ContractException e = afterHello("printf 'ok bu'", PATIENT);
        assertTrue(e.evidence().contains("< ok bu (no end of line)"), e::evidence);
    }

    @Test
    void one_that_never_answers_is_killed_with_its_children() {
        says("did not answer `hello 1 192.0.2.1 192.0.2.16 ", ofHello("sleep 1000 & sleep 1000", HASTY));
        says("did not answer `listen 1 80` within 300 ms", afterHello("sleep 1000", HASTY));
    }

    @Test
    void one_that_answers_too_late_is_not_heard() {
        says("did not answer `listen 1 80` within 300 ms", afterHello("sleep 2; echo ok; sleep 1000", HASTY));
    }

    @Test
    void one_that_talks_but_never_answers_is_too_late_as_well() {
        says(
                "did not answer `listen 1 80` within 300 ms",
                afterHello("while :; do echo packet 45; sleep 0.05; done", HASTY));
    }

    @Test
    void one_that_closes_its_stdout_is_told_from_one_that_died() {
        says("ended (it closed its stdout)", afterHello("exec >&-; sleep 1000", PATIENT));
    }

    @Test
    void one_that_does_not_read_is_killed_although_the_kit_is_stuck_in_a_write() {
        try (LineProtocolStack stack = toy(HELLO + "sleep 1000", HASTY)) {
            Bytes packet = Bytes.pattern(0, 65_535);
            says("did not answer `deliver 000102", assertThrows(ContractException.class, () -> stack.deliver(packet)));
        }
    }

    @Test
    void one_that_speaks_before_it_is_asked_has_not_read_the_protocol() throws InterruptedException {
        ShimProcess process = ShimProcess.start(List.of("sh", "-c", "echo welcome; read -r line"), PATIENT);
        while (process.quiet()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        says(
                "said `welcome` before it was asked anything",
                assertThrows(ContractException.class, () -> process.send("hello 1")));
    }

    @Test
    void a_daemon_that_holds_the_pipe_holds_nobody() {
        says("did not answer", afterHello("(setsid sh -c 'sleep 1000; :' &); sleep 1000", HASTY));
    }

    @Test
    void what_a_program_that_ended_well_left_behind_is_ended_too() {
        toy(HELLO + "(setsid sleep 1000 &); read -r line", PATIENT).close();
    }

    @Test
    void reading_ends_with_the_program_whatever_holds_its_stdout() throws Exception {
        says("ended (exit status 3)", afterHello("(setsid env -i sleep 1000 &); exit 3", PATIENT));
        Path noted = Files.createTempFile("daemon", "");
        // This one is beyond the kit: it has put its mark off.
        says(
                "ended (exit status 3)",
                afterHello(
                        "(setsid env -i sh -c '{ ulimit -w unlimited || ulimit -x unlimited; } 2>/dev/null; echo $$ >"
                                + noted + "; exec sleep 1000' &); while [ ! -s " + noted + " ]; do :; done; exit 3",
                        PATIENT));
        long pid = Long.parseLong(Files.readString(noted).strip());
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly(), "it was found after all");
        Files.delete(noted);
    }

    @Test
    void what_was_said_before_the_end_is_read_to_the_end() {
        says("said `last words`", afterHello("(setsid env -i sleep 1000 &); echo last words; exit 3", PATIENT));
    }

    @Test
    void a_program_that_reads_no_more_holds_nobody_at_the_end() {
        String script = HELLO + "head -c 1 >/dev/null; echo ok; sleep 1000";
        try (LineProtocolStack stack = toy(script, PATIENT.withAnswer(Duration.ofSeconds(5)))) {
            stack.deliver(Bytes.pattern(0, 32_763)); // so that the pipe has no room for bye
        }
    }

    @Test
    void an_interrupt_hinders_no_clearing_up() {
        LineProtocolStack stack = toy(HELLO + "(setsid sleep 1000 &); while :; do sleep 1000; done", PATIENT);
        Thread.currentThread().interrupt();
        stack.close();
        assertTrue(Thread.interrupted());
    }

    @Test
    void two_programs_that_say_different_things_of_themselves_are_told_apart() {
        String script = "read -r line; echo 'ok toy 1 clock=virtual msl_ms=1000 rto_ms=200'; read -r line; echo ok; "
                + "read -r line; echo 'ok toy 1 clock=virtual msl_ms=2000 rto_ms=200'; read -r line";
        try (LineProtocolStacks stacks = new LineProtocolStacks(List.of("sh", "-c", script), PATIENT)) {
            says(
                    "answered hello with `msl_ms=2000`, and the first time with `msl_ms=1000`",
                    assertThrows(ContractException.class, stacks::get));
        }
    }

    @Test
    void a_wrong_answer_to_again_is_no_refusal() {
        String script = HELLO + "read -r line; echo perhaps; read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            says("said `perhaps`: ok or err was due", assertThrows(ContractException.class, stack::again));
        }
    }

    @Test
    void a_completion_for_a_number_beyond_all_sockets_is_not_taken_for_another() {
        says(
                "no socket has the number 4294967298",
                ofCall(
                        2,
                        CONNECT,
                        "echo pending; echo 'done 4294967298 connect ok'; echo ok; read -r line",
                        PATIENT,
                        1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ok ", "ok t a=", "ok t clock=virtual msl_ms=1 rto_ms=1 features=", "err "})
    void whatever_is_said_is_shown_in_few_words(String start) {
        String script =
                "read -r line; printf '" + start + "'; head -c 290000 /dev/zero | tr '\\0' y; echo; read -r line";
        ContractException e = ofHello(script, PATIENT);
        assertTrue(e.getMessage().length() < 300, () -> e.getMessage().length() + " characters");
        assertTrue(e.evidence().length() < 600, () -> e.evidence().length() + " characters");
    }

    @Test
    void one_that_does_not_go_when_told_bye_is_killed() {
        toy(HELLO + "trap '' TERM HUP INT; while :; do sleep 1000; done", PATIENT)
                .close();
    }

    @Test
    void floods_of_lines_and_of_octets_are_stopped() {
        says("floods: 1001 lines", afterHello("yes packet 45", PATIENT));
        String kilobyte = "45".repeat(512);
        says(
                " octets after `listen 1 80`",
                afterHello("yes packet " + kilobyte, new Limits(PATIENT.answer(), 1_000_000, 1 << 20, 300_000)));
        says("a line of more than 300000 characters", afterHello("cat /dev/zero", PATIENT));
    }

    @Test
    void a_flood_of_logs_disturbs_nobody_and_its_end_is_kept() {
        try (LineProtocolStack stack = toy(
                HELLO
                        + "i=0; while [ $i -lt 3000 ]; do echo \"noise $i ........................\" >&2; i=$((i+1)); done; "
                        + "read -r line; echo ok; read -r line; echo wibble",
                PATIENT)) {
            assertEquals("ok", stack.call(1, LISTEN).show());
            ContractException e = assertThrows(ContractException.class, () -> stack.call(2, LISTEN));
            assertTrue(e.evidence().contains("noise 2999"), e::evidence);
            assertTrue(e.evidence().length() < 10_000, e::evidence);
        }
    }

    @Test
    void rubbish_is_shown_without_what_would_disturb_a_terminal() {
        ContractException e = ofHello("read -r line; printf '\\033[2Jw\\001bble\\377\\n'", PATIENT);
        says("answered hello with `?[2Jw?bbleÿ`", e);
        assertTrue(e.evidence().chars().noneMatch(c -> c < ' ' && c != '\n'), e::evidence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            err EPROTO                                                   | ok with a value, or err was due
            ok                                                           | ok with a value, or err was due
            ok clock=virtual msl_ms=1 rto_ms=1                           | the name of the stack is missing
            ok toy msl_ms=1 rto_ms=1                                     | clock= must be virtual or wall
            ok toy clock=sun msl_ms=1 rto_ms=1                           | clock= must be virtual or wall
            ok toy clock=virtual rto_ms=1                                | 'msl_ms' is missing
            ok toy clock=virtual msl_ms=-1 rto_ms=1                      | a number was due, not '-1'
            ok toy clock=virtual msl_ms=1 rto_ms=1 colour=red            | the kit knows no key 'colour'
            ok toy clock=virtual msl_ms=1 rto_ms=1 rto_ms=2              | 'rto_ms' comes twice
            ok toy clock=virtual msl_ms=1 rto_ms=1 features=halfclose,teleport | no feature is called teleport
            ok toy clock=virtual msl_ms=1 rto_ms=200 min_rto_ms=201      | min_rto_ms= is 1 to 200, not 201
            ok toy clock=virtual msl_ms=1 rto_ms=200 syn_rto_ms=0        | syn_rto_ms= is 1 to 60000, not 0
            ok toy clock=virtual msl_ms=1 rto_ms=1 ip=6                  | ip= is 4 or 4,6, not 6
            ok toy clock=virtual toy msl_ms=1                            | 'toy' is no key=value
            """)
    void a_wrong_greeting_is_named(String answer, String reason) {
        says(reason, ofHello("read -r line; echo '" + answer + "'; read -r line", PATIENT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            wibble                 | ok or err was due
            OK                     | ok or err was due
            ok 3                   | ok or err was due
            pending                | only connect, receive and close may be pending
            eof                    | only a read can find the end
            err EWIBBLE            | no error that the kit knows is called EWIBBLE
            packet 4x              | no hex digits at character 0
            packet 450             | an odd number of hex digits: 3
            done 1 connect ok      | no connect is pending on socket 1
            done 1                 | done SOCKET CALL RESULT was due
            done one connect ok    | a number was due, not 'one'
            """)
    void a_wrong_answer_to_listen_is_named(String answer, String reason) {
        ContractException e = afterHello("echo '" + answer + "'; read -r line", PATIENT);
        says("said `" + answer + "`", e);
        says(reason, e);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ok 11                  | it took more octets than it was given
            ok 0                   | a write that takes nothing is err EAGAIN
            ok                     | ok with a value, or err was due
            ok 99999999999999999   | a number was due
            """)
    void a_wrong_answer_to_write_is_named(String answer, String reason) {
        says(reason, ofCall(1, new Call.Write(Bytes.pattern(0, 10)), "echo '" + answer + "'; read -r line", PATIENT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ok 2 00                | it says 2 octets, and brings 1
            ok 3 000102            | a read brings 1 to 2 octets
            ok 0                   | the number of octets and their hex digits were due
            ok 00                  | the number of octets and their hex digits were due
            """)
    void a_wrong_answer_to_read_is_named(String answer, String reason) {
        says(reason, ofCall(1, new Call.Read(2), "echo '" + answer + "'; read -r line", PATIENT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ok in gone             | poll does not say 'gone'
            ok in  out             | poll does not say ''
            ready                  | ok with a value, or err was due
            pending                | only connect, receive and close may be pending
            """)
    void a_wrong_answer_to_poll_is_named(String answer, String reason) {
        says(reason, ofCall(1, new Call.Poll(), "echo '" + answer + "'; read -r line", PATIENT));
    }

    @Test
    void what_a_socket_is_ready_for_and_its_error_are_understood() {
        String script = HELLO + "read -r line; echo ok in hup; read -r line; echo ok; read -r line; echo err EPIPE; "
                + "read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            assertEquals(new Result.Ready(Set.of(Readiness.IN, Readiness.HUP)), stack.call(1, new Call.Poll()));
            assertEquals(new Result.Ready(Set.of()), stack.call(1, new Call.Poll()));
            assertEquals(Result.failed(Errno.EPIPE), stack.call(1, new Call.TakeError()));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ok 2 0001              | done 1 ok 2 octets
            eof                    | done 1 eof
            err ECONNRESET         | done 1 err ECONNRESET
            """)
    void a_receive_that_waits_ends_with_what_a_read_would_say(String result, String heardAs) {
        String script = HELLO + "read -r line; echo pending; read -r line; echo 'done 1 receive " + result
                + "'; echo ok 3; read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            Heard heard = new Heard();
            stack.attach(heard);
            assertEquals(Result.pending(), stack.call(1, new Call.Receive(2)));
            assertEquals(Time.ms(3), stack.advance(Time.SECOND));
            assertEquals(List.of(heardAs), heard.said);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            done 1 receive ok 3 000102 | a read brings 1 to 2 octets
            done 1 receive pending     | the result was due
            done 1 read eof            | no read is pending on socket 1
            """)
    void a_wrong_end_of_a_receive_is_named(String line, String reason) {
        Call receive = new Call.Receive(2);
        says(reason, ofCall(1, receive, "echo pending; echo '" + line + "'; read -r line", PATIENT, 1));
    }

    @Test
    void a_state_that_does_not_exist_is_named() {
        says("no state is called BORED", ofCall(1, new Call.Status(), "echo ok BORED; read -r line", PATIENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"halfclose", "sockets", "abort", "status", "linger", "keepalive", "usertimeout", "orphan"})
    void a_feature_that_is_claimed_and_then_refused_is_a_breach(String feature) {
        Map<String, Call> calls = Map.of(
                "halfclose", new Call.Shutdown(Call.How.WR),
                "sockets", new Call.Receive(1),
                "abort", new Call.Abort(),
                "status", new Call.Status(),
                "linger", new Call.SetOption(SocketOption.LINGER, 0),
                "keepalive", new Call.SetOption(SocketOption.KEEPALIVE, 1),
                "usertimeout", new Call.SetOption(SocketOption.USER_TIMEOUT, 1),
                "orphan", new Call.SetOption(SocketOption.LINGER2, 1));
        String hello = "read -r line; echo 'ok toy clock=virtual msl_ms=1 rto_ms=1 features=";
        String refuse = "'; while read -r line; do echo err EOPNOTSUPP; done";
        Call call = Objects.requireNonNull(calls.get(feature));
        try (LineProtocolStack stack = toy(hello + feature + refuse, PATIENT)) {
            ContractException e = assertThrows(ContractException.class, () -> stack.call(1, call));
            says("it claims " + feature + ", and refuses " + call.show(), e);
        }
        try (LineProtocolStack stack = toy(hello + refuse, PATIENT)) {
            assertEquals("err EOPNOTSUPP", stack.call(1, call).show());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            done 2 connect ok      | no connect is pending on socket 2
            done 1 close ok        | no close is pending on socket 1
            done 1 connect perhaps | ok or err was due
            """)
    void a_completion_that_nobody_waits_for_is_named(String line, String reason) {
        says(reason, ofCall(1, CONNECT, "echo pending; echo '" + line + "'; read -r line", PATIENT, 1));
    }

    /** As above; the call is answered, and then time passes. */
    private static ContractException ofCall(int socket, Call call, String script, Limits limits, long ms) {
        try (LineProtocolStack stack = toy(
                HELLO + "read -r line; echo pending; read -r line; " + script.replace("echo pending; ", ""), limits)) {
            stack.attach(new Heard());
            assertEquals("pending", stack.call(socket, call).show());
            return assertThrows(ContractException.class, () -> stack.advance(Time.ms(ms)));
        }
    }

    @Test
    void a_completion_may_come_before_the_word_pending_and_once_only() {
        try (LineProtocolStack stack = toy(
                HELLO + "read -r line; echo 'done 1 connect err ETIMEDOUT'; echo pending; "
                        + "read -r line; echo 'done 1 connect ok'; echo ok; read -r line",
                PATIENT)) {
            Heard heard = new Heard();
            stack.attach(heard);
            stack.call(1, CONNECT);
            assertEquals(List.of("done 1 err ETIMEDOUT"), heard.said);
            says("no connect is pending", assertThrows(ContractException.class, () -> stack.advance(Time.SECOND)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ok 1001   | more time passed than was asked for
            ok 999    | time may stop early only when the stack says something
            ok soon   | a number was due, not 'soon'
            yes       | ok with a value, or err was due
            """)
    void a_wrong_answer_to_advance_is_named(String answer, String reason) {
        try (LineProtocolStack stack = toy(HELLO + "read -r line; echo '" + answer + "'; read -r line", PATIENT)) {
            says(reason, assertThrows(ContractException.class, () -> stack.advance(Time.SECOND)));
        }
    }

    @Test
    void time_that_stands_still_for_ever_is_noticed() {
        String script = HELLO + "while read -r line; do printf 'packet 45\\nok 0\\n'; done";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            stack.attach(new Heard());
            ContractException e = assertThrows(ContractException.class, () -> {
                while (true) {
                    assertEquals(0, stack.advance(Time.SECOND));
                }
            });
            says("it keeps talking, and its time stands still", e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"packet 45", "ok"})
    void with_a_virtual_clock_nothing_may_be_said_outside_of_a_command(String line) {
        String script = HELLO + "read -r line; printf 'ok\\n" + line + "\\n'; read -r line; echo ok; read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            assertEquals("ok", stack.call(1, LISTEN).show());
            ContractException e = assertThrows(ContractException.class, () -> stack.call(2, LISTEN));
            says("said `" + line + "` outside of a command, after the answer to `listen 1 80`", e);
        }
    }

    @Test
    void with_a_wall_clock_packets_come_at_any_time() throws InterruptedException {
        String script =
                WALL + "echo packet 4500; read -r line; echo packet 4501; echo ok; echo packet 4502; read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            Heard heard = new Heard();
            stack.attach(heard);
            assertEquals("ok", stack.call(1, LISTEN).show());
            while (heard.said.size() < 3) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertEquals(List.of("packet 4500", "packet 4501", "packet 4502"), heard.said);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            echo ok; read -r line          | said `ok` when nothing was asked
            exit 7                         | ended (exit status 7)
            echo wibble; read -r line      | said `wibble` when nothing was asked
            yes packet 45                  | floods: 1001 lines
            """)
    void with_a_wall_clock_a_breach_outside_of_a_command_is_told_at_the_next(String script, String reason) {
        try (LineProtocolStack stack = toy(WALL + script, PATIENT)) {
            stack.attach(new Heard());
            ContractException e = assertThrows(ContractException.class, () -> {
                while (true) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    stack.failure();
                }
            });
            says(reason, e);
            assertEquals(e, assertThrows(ContractException.class, () -> stack.call(1, LISTEN)));
        }
    }

    @Test
    void with_a_wall_clock_no_answer_is_a_breach_as_well() {
        try (LineProtocolStack stack = toy(WALL + "read -r line; sleep 1000", HASTY)) {
            stack.attach(new Heard());
            says(
                    "did not answer `listen 1 80` within 300 ms",
                    assertThrows(ContractException.class, () -> stack.call(1, LISTEN)));
        }
    }

    @Test
    void the_line_protocol_carries_no_data_but_the_pattern() {
        String script = HELLO + "read -r line; echo \"ok ${line##* }\"; read -r line; echo ok 3; read -r line";
        try (LineProtocolStack stack = toy(script, PATIENT)) {
            assertEquals(
                    "ok 200",
                    stack.call(1, new Call.Write(Bytes.pattern(0, 200))).show());
            assertThrows(IllegalArgumentException.class, () -> stack.call(1, new Call.Write(Bytes.pattern(0, 5))));
            assertEquals(
                    "ok 3",
                    stack.call(1, new Call.Write(Bytes.pattern(200, 100))).show());
        }
    }
}
