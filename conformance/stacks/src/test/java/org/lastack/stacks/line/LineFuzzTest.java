package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;

/** Whatever a program says, the parsers of the line protocol understand it or say in a short line why not. */
class LineFuzzTest {
    /** How many lines; with {@code -Dlastack.lines=10000000} more. */
    private static final int LINES = Integer.getInteger("lastack.lines", 50_000);

    private static final IpAddress PEER = IpAddress.of("192.0.2.16");

    private static final List<Call> CALLS = List.of(
            new Call.Listen(IpAddress.of("192.0.2.1"), 80),
            new Call.Connect(IpAddress.of("192.0.2.1"), 0, PEER, 80),
            new Call.Write(Bytes.pattern(0, 10)),
            new Call.Read(3),
            new Call.Receive(3),
            new Call.Poll(),
            new Call.TakeError(),
            new Call.Shutdown(Call.How.WR),
            new Call.SetOption(SocketOption.LINGER, 1),
            new Call.Status(),
            new Call.Close(),
            new Call.Abort());

    private static final List<String> LINES_OF_OLD = List.of(
            "ok",
            "ok 10",
            "ok 3 000102",
            "ok in out rdhup hup err",
            "ok FIN-WAIT-1",
            "eof",
            "pending",
            "err EAGAIN",
            "ok lwip 2.1.3 clock=virtual ip=4,6 msl_ms=60000 rto_ms=3000 granularity_ms=500 delack_ms=250 features=halfclose",
            "ok toy clock=wall msl_ms=1 rto_ms=1");

    private static final List<String> WORDS = List.of(
            "ok",
            "err",
            "eof",
            "pending",
            "done",
            "packet",
            "EAGAIN",
            "",
            " ",
            "=",
            ",",
            "-1",
            "+1",
            "0",
            "007",
            "4294967298",
            "2147483648",
            "9223372036854775808",
            "999999999999",
            "1e9",
            "0x10",
            "msl_ms=",
            "clock=virtual",
            "features=",
            "ip=4",
            "\u0000",
            "\u001b[2J",
            "\u00b2",
            "\u00ff",
            "ESTABLISHED",
            "00",
            "0g",
            "in");

    private final Random random = new Random(11);
    private int understood;

    @Test
    void only_what_is_declared_is_thrown() {
        for (int i = 0; i < LINES; i++) {
            String line = line();
            Call call = CALLS.get(random.nextInt(CALLS.size()));
            tried(line, () -> sound(call, Answers.parse(call, line)));
            tried(line, () -> sound(call, Answers.later(call, line)));
            tried(line, () -> sound(Greeting.DEFAULT.profile(line)));
            tried(line, () -> assertTrue(Answers.socket(line) >= 0));
            tried(line, () -> assertTrue(Answers.number(Answers.rest(line)) >= 0));
            tried(line, () -> assertTrue(Answers.packet(line).length() > 0));
            tried(line, () -> Answers.agrees(line));
        }
        assertTrue(understood > LINES / 10, "only " + understood + " of the lines meant anything");
    }

    private void tried(String line, Runnable parser) {
        try {
            parser.run();
            understood++;
        } catch (IllegalArgumentException e) {
            String why = e.getMessage();
            assertTrue(why.length() < 200 && why.chars().noneMatch(c -> c < ' ' || c == 0x7f), why);
        } catch (RuntimeException e) {
            throw new AssertionError("`" + Transcript.quote(line) + "`", e);
        }
    }

    private static void sound(Call call, Result result) {
        if (result instanceof Result.Count count && call instanceof Call.Write write) {
            assertTrue(count.octets() > 0 && count.octets() <= write.data().length());
        }
        if (result instanceof Result.Data data) {
            assertTrue(data.octets().length() > 0 && data.octets().length() <= 3);
        }
    }

    private static void sound(Profile profile) {
        assertTrue(profile.twoMsl() > 0 && profile.twoMsl() <= 2 * Time.ms(3_600_000));
        assertTrue(profile.rto() > 0 && profile.rto() <= Time.SECOND * 60);
        assertTrue(profile.silence() > 0 && profile.late(profile.twoMsl()) > 0 && profile.prompt() > 0);
        assertTrue(profile.name().chars().allMatch(c -> c >= ' ' && c < 0x7f));
    }

    /** A good line with some characters or words exchanged, or a line of any words, or of any octets. */
    private String line() {
        StringBuilder line = new StringBuilder();
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int i = random.nextInt(8); i > 0; i--) {
                    line.append(any(WORDS)).append(random.nextInt(4) == 0 ? "" : " ");
                }
            }
            case 1 -> {
                for (int i = random.nextInt(random.nextInt(500) == 0 ? 3_000 : 20); i > 0; i--) {
                    line.append((char) random.nextInt(256));
                }
            }
            default -> {
                line.append(any(LINES_OF_OLD));
                for (int i = random.nextInt(4); i > 0; i--) {
                    int at = random.nextInt(line.length() + 1);
                    int end = Math.min(line.length(), at + random.nextInt(4));
                    line.replace(at, end, random.nextBoolean() ? any(WORDS) : "" + (char) random.nextInt(256));
                }
            }
        }
        return line.toString();
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
