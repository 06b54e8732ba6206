package org.lastack.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.host.Call;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

class ScriptTest {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.of("192.0.2.2");

    @Test
    void what_is_written_is_read_again() {
        for (int seed = 0; seed < 300; seed++) {
            Script script = RandomPlay.of(seed, 40).script();
            String text = script.encode();
            assertTrue(text.matches("[A-Za-z0-9._~-]+"), text);
            assertEquals(script, Script.decode(text), text);
        }
    }

    @Test
    void every_call_and_every_setting_has_its_text() {
        List<Call> calls = List.of(
                new Call.Listen(CLIENT, 8080),
                new Call.Connect(CLIENT, 0, SERVER, 80),
                new Call.Connect(CLIENT, 40_000, SERVER, 80),
                new Call.Accept(1),
                new Call.Write(Bytes.EMPTY),
                new Call.Write(Bytes.pattern(250, 1000)),
                new Call.Write(Bytes.fromHex("ff00")),
                new Call.Read(65_536),
                new Call.Receive(1),
                new Call.Poll(),
                new Call.TakeError(),
                new Call.Shutdown(Call.How.RD),
                new Call.Shutdown(Call.How.RDWR),
                new Call.SetOption(SocketOption.LINGER2, -1),
                new Call.SetOption(SocketOption.USER_TIMEOUT, 5000),
                new Call.Close(),
                new Call.Abort(),
                new Call.Status());
        Settings odd = Settings.linux();
        for (Knob knob : Knob.values()) {
            long other = odd.get(knob) == 1 ? 0 : 1;
            odd = knob.range().contains(other) ? odd.with(knob, other) : odd;
        }
        List<Step> steps = new ArrayList<>();
        calls.forEach(call -> steps.add(new Step.Do(Side.CLIENT, 2, call)));
        Script script = Script.between(odd, Settings.linux()).withSteps(steps);
        assertEquals(script, Script.decode(script.encode()));
    }

    @Test
    void a_peer_without_a_host_keeps_its_address() {
        IpAddress stack = IpAddress.of("2001:db8::1");
        IpAddress kit = IpAddress.of("2001:db8::16");
        Script script = new Script(
                new Script.HostSetup(stack, Settings.rfc9293().with(Knob.ISS, 0xffff_fff0L)),
                new Script.HostSetup(kit, null),
                List.of(new Step.Do(Side.CLIENT, 1, new Call.Listen(stack, 80))));
        assertEquals(script, Script.decode(script.encode()));
    }

    @Test
    void a_close_fits_into_a_short_link() {
        Script script = Script.between(Settings.linux().with("tcp_fin_timeout", 5), Settings.rfc9293())
                .withSteps(List.of(
                        new Step.Do(Side.SERVER, 1, new Call.Listen(SERVER, 80)),
                        new Step.Do(Side.CLIENT, 2, new Call.Connect(CLIENT, 0, SERVER, 80)),
                        new Step.Before(10_000),
                        new Step.Deliver(Side.CLIENT, 0),
                        new Step.Timer(Side.SERVER)));
        assertEquals("1~l.tcp_fin_timeout-5~r~s1l80.c2c80.b7ps.dc0.ts", script.encode());
    }

    @Test
    void a_broken_text_gives_one_clear_sentence() {
        String good = RandomPlay.of(7, 60).script().encode();
        Dice dice = new Dice(1);
        int broken = 0;
        for (int i = 0; i < 3000; i++) {
            int at = dice.below(good.length());
            String cut = good.substring(0, at);
            String text = dice.percent(30) ? cut : cut + (char) (32 + dice.below(95)) + good.substring(at + 1);
            try {
                new World(Script.decode(text));
            } catch (IllegalArgumentException e) {
                broken++;
                String message = String.valueOf(e.getMessage());
                assertTrue(message.matches("[A-Z][^\n]{10,160}\\."), message);
            }
        }
        assertTrue(broken > 500, broken + " of 3000 texts were found to be broken");
    }

    @Test
    void what_is_wrong_is_named() {
        assertEquals("This link does not hold a whole scenario: it has 1 parts and not four.", complaint("hello"));
        assertEquals(
                "This link does not hold a whole scenario: it is of version \"2\", and this page reads version 1.",
                complaint("2~r~r~"));
        assertEquals(
                "This link does not hold a whole scenario: no setting is called \"tcp_fin-1\".",
                complaint("1~r.tcp_fin-1~r~"));
        assertEquals(
                "This link does not hold a whole scenario: mss cannot be 0, only 88 to 65495 octets.",
                complaint("1~r.mss-0~r~"));
        assertEquals(
                "This link does not hold a whole scenario: it writes more than 1048576 octets.",
                complaint("1~r~r~s1l80" + ".c2w0_1048576".repeat(2)));
        assertEquals("This link does not hold a whole scenario: there is no step \"q\".", complaint("1~r~r~q"));
        assertEquals(
                "This link does not hold a whole scenario: there is no step \"\ufffdabcdefghijklmnopqrstuv…\".",
                complaint("1~r~r~\nabcdefghijklmnopqrstuvwxyz"));
    }

    private static String complaint(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Script.decode(text))
                .getMessage());
    }
}
