package org.lastack.world;

import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.world.Script.HostSetup;

/**
 * Writes a script: version, client, server and steps, with {@code ~} between them. A setup is {@code r} or {@code l} for a
 * preset, or {@code k} where no host is, its address in hexadecimal unless it is the usual one, and what differs from the
 * preset by name. A step is a letter and what belongs to it, times and numbers of packets with 36 digits.
 */
final class ScriptWriter {
    static final String VERSION = "1";
    static final int RADIX = 36;

    private static final Script USUAL = Script.between(Settings.rfc9293(), Settings.rfc9293());

    private final StringBuilder out = new StringBuilder();

    private ScriptWriter() {}

    static String write(Script script) {
        ScriptWriter writer = new ScriptWriter();
        writer.out.append(VERSION);
        for (Side who : Side.values()) {
            writer.out.append('~');
            writer.setup(script.setup(who), USUAL.setup(who));
        }
        writer.out.append('~');
        String dot = "";
        for (Step step : script.steps()) {
            writer.out.append(dot);
            writer.step(step);
            dot = ".";
        }
        return writer.out.toString();
    }

    static String write(Step step) {
        ScriptWriter writer = new ScriptWriter();
        writer.step(step);
        return writer.out.toString();
    }

    private void setup(HostSetup setup, HostSetup usual) {
        Settings settings = setup.settings();
        boolean linux = settings != null && differences(settings, true) < differences(settings, false);
        out.append(settings == null ? 'k' : linux ? 'l' : 'r');
        if (!setup.address().equals(usual.address())) {
            out.append('_').append(setup.address().octets().toHex());
        }
        if (settings == null) {
            return;
        }
        for (Knob knob : Knob.values()) {
            if (differs(settings, knob, linux)) {
                out.append('.').append(knob.word()).append('-').append(settings.get(knob));
            }
        }
    }

    private static int differences(Settings settings, boolean linux) {
        int count = 0;
        for (Knob knob : Knob.values()) {
            count += differs(settings, knob, linux) ? 1 : 0;
        }
        return count;
    }

    private static boolean differs(Settings settings, Knob knob, boolean linux) {
        return settings.get(knob) != (linux ? knob.linux() : knob.rfc9293());
    }

    private void step(Step step) {
        if (step instanceof Step.Do s) {
            out.append(letter(s.who())).append(s.socket());
            call(s.call());
        } else if (step instanceof Step.Deliver s) {
            packet('d', s.from(), s.packet());
        } else if (step instanceof Step.Drop s) {
            packet('x', s.from(), s.packet());
        } else if (step instanceof Step.Copy s) {
            packet('y', s.from(), s.packet());
        } else if (step instanceof Step.Hold s) {
            packet('h', s.from(), s.packet());
        } else if (step instanceof Step.Inject s) {
            out.append('i').append(letter(s.from())).append(s.octets().toHex());
        } else if (step instanceof Step.Timer s) {
            out.append('t').append(letter(s.who()));
        } else if (step instanceof Step.Before s) {
            out.append('b').append(Long.toString(s.at(), RADIX));
        } else if (step instanceof Step.Until s) {
            out.append('u').append(Long.toString(s.at(), RADIX));
        }
    }

    private static char letter(Side who) {
        return who == Side.CLIENT ? 'c' : 's';
    }

    private void packet(char letter, Side from, int number) {
        out.append(letter).append(letter(from)).append(Integer.toString(number, RADIX));
    }

    private void call(Call call) {
        if (call instanceof Call.Listen c) {
            out.append('l').append(c.port());
        } else if (call instanceof Call.Connect c) {
            out.append('c').append(c.port());
            out.append(c.srcPort() == 0 ? "" : "_" + c.srcPort());
        } else if (call instanceof Call.Accept c) {
            out.append('a').append(c.listener());
        } else if (call instanceof Call.Write c) {
            write(c.data());
        } else if (call instanceof Call.Read c) {
            out.append('r').append(c.most());
        } else if (call instanceof Call.Receive c) {
            out.append('v').append(c.most());
        } else if (call instanceof Call.Shutdown c) {
            out.append('h').append(c.how() == Call.How.RD ? 'r' : c.how() == Call.How.WR ? 'w' : 'b');
        } else if (call instanceof Call.SetOption c) {
            out.append('o').append(c.option().word()).append('-').append(c.value());
        } else {
            out.append(plain(call));
        }
    }

    private static char plain(Call call) {
        return call instanceof Call.Close
                ? 'k'
                : call instanceof Call.Abort
                        ? 'b'
                        : call instanceof Call.Poll ? 'p' : call instanceof Call.TakeError ? 'e' : 's';
    }

    /** Octets that count up, as lessons and kit send them, are written as where they begin and how many they are. */
    private void write(Bytes data) {
        int begin = data.isEmpty() ? 0 : data.at(0);
        if (data.equals(patternOrNull(begin, data.length()))) {
            out.append('w').append(begin).append('_').append(data.length());
        } else {
            out.append('x').append(data.toHex());
        }
    }

    private static @Nullable Bytes patternOrNull(int begin, int length) {
        Bytes pattern = Bytes.pattern(begin, length);
        return length > 0 && pattern.at(0) != begin ? null : pattern;
    }
}
