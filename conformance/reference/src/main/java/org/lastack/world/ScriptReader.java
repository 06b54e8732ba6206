package org.lastack.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Time;
import org.lastack.world.Script.HostSetup;

/** Reads what {@link ScriptWriter} wrote; anybody may have written it, so that everything has a limit. */
final class ScriptReader {
    /** As much as a browser takes in a link. */
    private static final int LONGEST = 1 << 20;

    private static final int MOST_OCTETS = 1 << 20;
    private static final long LATEST = 366L * 24 * 60 * Time.MINUTE;

    /** More than any setting takes. */
    private static final long MOST_SETTING = 1L << 40;

    private final HostSetup client;
    private final HostSetup server;

    /** What is being read, and how far it has been. */
    private String word = "";

    private int at;

    /** Of all steps together. */
    private int octets;

    /** Reads steps of a script with these setups. */
    ScriptReader(HostSetup client, HostSetup server) {
        this.client = client;
        this.server = server;
    }

    static Script read(String text) {
        check(text.length() <= LONGEST, "it is too long");
        List<String> parts = cut(text, '~');
        check(parts.size() == 4, "it has " + parts.size() + " parts and not four");
        check(
                parts.get(0).equals(ScriptWriter.VERSION),
                "it is of version " + shown(parts.get(0)) + ", and this page reads version " + ScriptWriter.VERSION);
        Script usual = Script.between(Settings.rfc9293(), Settings.rfc9293());
        ScriptReader setups = new ScriptReader(usual.client(), usual.server());
        HostSetup client = setups.setup(parts.get(1), usual.client().address());
        HostSetup server = setups.setup(parts.get(2), usual.server().address());
        check(client.address().isV6() == server.address().isV6(), "the addresses are of two families");
        ScriptReader reader = new ScriptReader(client, server);
        List<Step> steps = new ArrayList<>();
        List<String> words = parts.get(3).isEmpty() ? List.of() : cut(parts.get(3), '.');
        check(words.size() <= Script.MOST_STEPS, "it has more than " + Script.MOST_STEPS + " steps");
        for (String step : words) {
            steps.add(reader.step(step));
        }
        return new Script(client, server, steps);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw broken(otherwise);
        }
    }

    private static IllegalArgumentException broken(@Nullable String why) {
        return new IllegalArgumentException("This link does not hold a whole scenario: " + why + ".");
    }

    /** The beginning of a text, on one line whatever is in it. */
    private static String shown(String text) {
        StringBuilder line = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), 24); i++) {
            char c = i == 23 && text.length() > 24 ? '…' : text.charAt(i);
            line.append(c < ' ' ? '\ufffd' : c);
        }
        return line.append('"').toString();
    }

    private static List<String> cut(String text, char mark) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(mark); to >= 0; to = text.indexOf(mark, from)) {
            parts.add(text.substring(from, to));
            from = to + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    // Seats

    private HostSetup setup(String text, IpAddress usual) {
        List<String> words = cut(text, '.');
        String head = words.get(0);
        check(!head.isEmpty() && "rlk".indexOf(head.charAt(0)) >= 0, "there is no preset " + shown(head));
        IpAddress address = usual;
        if (head.length() > 1) {
            check(head.length() == 10 || head.length() == 34, "there is no address " + shown(head));
            word = head;
            at = 2;
            address = new IpAddress(octets());
        }
        if (head.charAt(0) == 'k') {
            return new HostSetup(address, null);
        }
        Settings settings = head.charAt(0) == 'l' ? Settings.linux() : Settings.rfc9293();
        for (String changed : words.subList(1, words.size())) {
            int dash = changed.indexOf('-');
            Knob knob = dash < 0 ? null : Knob.find(changed.substring(0, dash));
            check(knob != null, "no setting is called " + shown(changed));
            if (knob != null) {
                settings = with(settings, knob, value(changed.substring(dash + 1)));
            }
        }
        return new HostSetup(address, settings);
    }

    private static Settings with(Settings settings, Knob knob, long value) {
        try {
            return settings.with(knob, value);
        } catch (IllegalArgumentException e) {
            throw broken(e.getMessage());
        }
    }

    private long value(String digits) {
        word = digits;
        at = 0;
        long value = number(10, MOST_SETTING);
        check(at == digits.length(), shown(digits) + " is no number");
        return value;
    }

    // Steps

    Step step(String text) {
        word = text;
        at = 0;
        Step step = text.isEmpty() ? null : stepOf(next());
        check(step != null && at == word.length(), "there is no step " + shown(text));
        return step == null ? new Step.Before(0) : step;
    }

    private Step stepOf(char letter) {
        return switch (letter) {
            case 'c' -> new Step.Do(Side.CLIENT, small(65_535), call(Side.CLIENT));
            case 's' -> new Step.Do(Side.SERVER, small(65_535), call(Side.SERVER));
            case 'd' -> new Step.Deliver(who(), packet());
            case 'x' -> new Step.Drop(who(), packet());
            case 'y' -> new Step.Copy(who(), packet());
            case 'h' -> new Step.Hold(who(), packet());
            case 'i' -> new Step.Inject(who(), octets());
            case 't' -> new Step.Timer(who());
            case 'b' -> new Step.Before(number(ScriptWriter.RADIX, LATEST));
            case 'u' -> new Step.Until(number(ScriptWriter.RADIX, LATEST));
            default -> throw broken();
        };
    }

    private Call call(Side who) {
        HostSetup near = who == Side.CLIENT ? client : server;
        HostSetup far = who == Side.CLIENT ? server : client;
        char letter = next();
        return switch (letter) {
            case 'l' -> new Call.Listen(near.address(), small(65_535));
            case 'c' -> {
                int port = small(65_535);
                int from = at < word.length() && next() == '_' ? small(65_535) : 0;
                yield new Call.Connect(near.address(), from, far.address(), port);
            }
            case 'a' -> new Call.Accept(small(65_535));
            case 'w' -> {
                int begin = small(255);
                check(next() == '_', "there is no step " + shown(word));
                int length = small(MOST_OCTETS);
                octets += length;
                check(octets <= MOST_OCTETS, "it writes more than " + MOST_OCTETS + " octets");
                yield new Call.Write(Bytes.pattern(begin, length));
            }
            case 'x' -> new Call.Write(octets());
            case 'r' -> new Call.Read(small(Integer.MAX_VALUE));
            case 'v' -> new Call.Receive(small(Integer.MAX_VALUE));
            case 'h' -> new Call.Shutdown(how());
            case 'o' -> option();
            case 'k' -> new Call.Close();
            case 'b' -> new Call.Abort();
            case 'p' -> new Call.Poll();
            case 'e' -> new Call.TakeError();
            case 's' -> new Call.Status();
            default -> throw broken();
        };
    }

    private Call option() {
        int dash = word.indexOf('-', at);
        String name = dash < 0 ? "" : word.substring(at, dash);
        at = dash + 1;
        for (SocketOption option : SocketOption.values()) {
            if (option.word().equals(name)) {
                long value = number(10, -(long) Integer.MIN_VALUE);
                check(value <= Integer.MAX_VALUE, "there is no number in " + shown(word));
                return new Call.SetOption(option, (int) value);
            }
        }
        throw broken();
    }

    private Call.How how() {
        return switch (next()) {
            case 'r' -> Call.How.RD;
            case 'w' -> Call.How.WR;
            case 'b' -> Call.How.RDWR;
            default -> throw broken();
        };
    }

    private Side who() {
        return switch (next()) {
            case 'c' -> Side.CLIENT;
            case 's' -> Side.SERVER;
            default -> throw broken();
        };
    }

    private int packet() {
        long number = number(ScriptWriter.RADIX, Integer.MAX_VALUE);
        check(number >= 0, "there is no step " + shown(word));
        return (int) number;
    }

    private int small(int most) {
        long number = number(10, most);
        check(number >= 0, "there is no step " + shown(word));
        return (int) number;
    }

    private Bytes octets() {
        String hex = word.substring(at);
        at = word.length();
        try {
            return Bytes.fromHex(hex);
        } catch (IllegalArgumentException e) {
            throw broken();
        }
    }

    private char next() {
        if (at >= word.length()) {
            throw broken();
        }
        return word.charAt(at++);
    }

    /** Reads a number, which ends where no digit follows; a minus sign may stand before it. */
    private long number(int radix, long most) {
        boolean negative = at < word.length() && word.charAt(at) == '-';
        at += negative ? 1 : 0;
        int first = at;
        long value = 0;
        while (at < word.length() && Character.digit(word.charAt(at), radix) >= 0 && value <= most) {
            value = value * radix + Character.digit(word.charAt(at), radix);
            at++;
        }
        check(at > first && value <= most, "there is no number in " + shown(word));
        return negative ? -value : value;
    }

    private IllegalArgumentException broken() {
        return broken("there is no step " + shown(word));
    }
}
