package org.lastack.world;

import java.util.List;
import org.lastack.host.Call;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Options;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;

/** Plays at random what a person could play; the same seed plays the same. */
public final class RandomPlay {
    private static final int[] FLAGS = {
        Flags.ACK, Flags.RST, Flags.SYN, Flags.FIN | Flags.ACK, Flags.RST | Flags.ACK, Flags.PSH | Flags.ACK, 0
    };

    /** Sequence numbers begin anew after a few octets. */
    private static final long NEAR_WRAP = 0xffff_fff0L;

    private final Dice dice;
    private final World world;

    private RandomPlay(Dice dice, Settings client, Settings server) {
        this.dice = dice;
        world = new World(Script.between(client, server));
    }

    /** Returns a world in which so many steps, or a few more, were taken. */
    public static World of(long seed, int steps) {
        Dice dice = new Dice(seed);
        return of(dice, settings(dice), settings(dice), steps);
    }

    /** The same with these settings. */
    static World of(Dice dice, Settings client, Settings server, int steps) {
        RandomPlay play = new RandomPlay(dice, client, server);
        while (play.world.script().steps().size() < steps) {
            play.one();
        }
        return play.world;
    }

    private static Settings settings(Dice dice) {
        Settings settings = dice.percent(50) ? Settings.rfc9293() : Settings.linux();
        if (dice.percent(50)) {
            settings = settings.with(Knob.TCP_FIN_TIMEOUT, dice.below(90))
                    .with(Knob.TCP_RFC1337, dice.below(3))
                    .with(Knob.TCP_TIMESTAMPS, dice.below(2));
        }
        long iss = dice.percent(50) ? dice.next() & 0xffff_ffffL : NEAR_WRAP;
        return settings.with(Knob.ISS, dice.percent(50) ? -1 : iss);
    }

    private void one() {
        int kind = dice.below(10);
        List<Step> onward = world.onward();
        if (kind < 4 && !onward.isEmpty()) {
            onward.forEach(world::play);
        } else if (kind < 7) {
            choose();
        } else if (kind < 9) {
            handle();
        } else {
            world.play(dice.percent(70) ? forged() : later());
        }
    }

    private Step later() {
        long at = world.now() + Time.ms(dice.below(dice.percent(20) ? 200_000 : 3_000));
        return dice.percent(50) ? new Step.Until(at) : new Step.Before(at);
    }

    private void choose() {
        Side who = dice.percent(50) ? Side.CLIENT : Side.SERVER;
        List<Step.Do> choices = world.choices(who);
        if (!choices.isEmpty()) {
            Step.Do choice = choices.get(dice.below(choices.size()));
            boolean instead = dice.percent(15) && !(choice.call() instanceof Call.Accept);
            world.play(instead ? new Step.Do(who, choice.socket(), another()) : choice);
        }
    }

    private Call another() {
        return switch (dice.below(7)) {
            case 0 ->
                new Call.SetOption(SocketOption.values()[dice.below(SocketOption.values().length)], dice.below(4) - 1);
            case 1 -> option();
            case 2 -> new Call.Write(Bytes.fromHex("68656c6c6f"));
            case 3 -> new Call.Write(Bytes.pattern(dice.below(300), dice.below(5000)));
            case 4 -> new Call.Receive(1 + dice.below(1000));
            case 5 -> new Call.Shutdown(Call.How.values()[dice.below(3)]);
            default -> dice.percent(50) ? new Call.Poll() : new Call.TakeError();
        };
    }

    private Call option() {
        SocketOption option = SocketOption.values()[dice.below(SocketOption.values().length)];
        return new Call.SetOption(option, (int) Edges.of(option.range(), dice));
    }

    private void handle() {
        List<UnderWay> air =
                world.flights().stream().filter(f -> f.copies() > 0).toList();
        if (!air.isEmpty()) {
            UnderWay one = air.get(dice.below(air.size()));
            world.play(
                    switch (dice.below(5)) {
                        case 0 -> new Step.Drop(one.from(), one.number());
                        case 1 -> new Step.Copy(one.from(), one.number());
                        case 2 -> new Step.Hold(one.from(), one.number());
                        default -> new Step.Deliver(one.from(), one.number());
                    });
        }
    }

    /** A segment near the numbers of the last one that was sent, or octets that are none. */
    private Step forged() {
        Side from = dice.percent(50) ? Side.CLIENT : Side.SERVER;
        Segment like = Segment.of(32_768, 80, 0, 0, Flags.SYN, 1000);
        for (UnderWay flight : world.flights()) {
            Packet packet = flight.packet();
            like = packet != null && flight.from() == from ? packet.segment() : like;
        }
        Segment forged = like.withSeq(like.end() + dice.below(3) - 1)
                .withAck(like.ack() + dice.below(3) - 1)
                .withFlags(FLAGS[dice.below(FLAGS.length)])
                .withOptions(Options.NONE);
        IpAddress near = world.script().setup(from).address();
        IpAddress far = world.script().setup(from.other()).address();
        Bytes octets = PacketCodec.encode(new Packet(near, far, forged));
        return new Step.Inject(from, dice.percent(80) ? octets : octets.slice(0, 30));
    }
}
