package org.lastack.playground;

import java.util.List;
import java.util.Random;
import org.lastack.host.Call;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.play.Flight;
import org.lastack.play.Script;
import org.lastack.play.Step;
import org.lastack.play.Table;
import org.lastack.play.Who;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Time;

/** Scripts of what somebody might do on the page; the same seed gives the same. */
final class RandomScripts {
    private final Random random;
    private final Table table;

    private RandomScripts(long seed) {
        random = new Random(seed);
        table = new Table(Script.between(settings(), settings()));
    }

    static String of(long seed, int steps) {
        RandomScripts player = new RandomScripts(seed);
        while (player.table.script().steps().size() < steps) {
            player.one();
        }
        return player.table.script().encode();
    }

    private Settings settings() {
        Settings preset = random.nextBoolean() ? Settings.rfc9293() : Settings.linux();
        return preset.with(Knob.TCP_FIN_TIMEOUT, random.nextInt(90))
                .with(Knob.TCP_TIMESTAMPS, random.nextInt(2))
                .with(Knob.ISS, random.nextInt(3) == 0 ? 0xffff_fff0L : -1);
    }

    private void one() {
        int kind = random.nextInt(10);
        if (kind < 4) {
            table.onward().forEach(table::play);
        } else if (kind < 7) {
            call(random.nextBoolean() ? Who.CLIENT : Who.SERVER);
        } else if (kind < 9) {
            handle();
        } else if (random.nextInt(3) > 0) {
            forge(random.nextBoolean() ? Who.CLIENT : Who.SERVER);
        } else {
            table.play(new Step.Until(table.now() + Time.ms(random.nextInt(random.nextInt(5) == 0 ? 200_000 : 3_000))));
        }
    }

    private void call(Who who) {
        List<Step.Do> choices = table.choices(who);
        if (choices.isEmpty()) {
            return;
        }
        Step.Do choice = choices.get(random.nextInt(choices.size()));
        Call other = random.nextBoolean()
                ? new Call.SetOption(SocketOption.LINGER, random.nextInt(3) - 1)
                : new Call.Write(Bytes.pattern(random.nextInt(300), random.nextInt(4000)));
        boolean accepts = choice.call() instanceof Call.Accept;
        table.play(random.nextInt(6) == 0 && !accepts ? new Step.Do(who, choice.socket(), other) : choice);
    }

    private void handle() {
        List<Flight> air = table.flights().stream().filter(f -> f.copies() > 0).toList();
        if (!air.isEmpty()) {
            Flight one = air.get(random.nextInt(air.size()));
            table.play(
                    switch (random.nextInt(5)) {
                        case 0 -> new Step.Drop(one.from(), one.number());
                        case 1 -> new Step.Copy(one.from(), one.number());
                        case 2 -> new Step.Hold(one.from(), one.number());
                        default -> new Step.Deliver(one.from(), one.number());
                    });
        }
    }

    private void forge(Who from) {
        boolean known = table.flights().stream()
                .anyMatch(f -> f.from() == from
                        && !f.forged()
                        && f.packet() != null
                        && !f.packet().segment().rst());
        if (known) {
            Game game = new Game();
            game.open(table.script().encode());
            int flags = random.nextInt(32);
            String forged = game.forgery(from.toString(), flags, random.nextInt(3) - 1, random.nextInt(3) - 1);
            table.play(table.script().step(forged));
        }
    }
}
