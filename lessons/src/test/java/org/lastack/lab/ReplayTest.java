package org.lastack.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.lab.Lab.*;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lastack.trace.Event;
import org.lastack.world.Dice;
import org.lastack.world.Script;
import org.lastack.world.Side;
import org.lastack.world.World;

/** A drawing's script, replayed, is what the lesson saw: event by event. */
class ReplayTest {
    private static void replays(Net net) {
        String script = ladder(net).script().orElseThrow();
        World world = new World(Script.decode(script));
        for (Side who : Side.values()) {
            List<Event> seen = net.world().trace(who).events().stream()
                    .filter(e -> !(e instanceof Event.Configured))
                    .toList();
            assertEquals(seen, world.trace(who).events(), script);
        }
        assertEquals(net.world().now(), world.now());
    }

    @Test
    void a_close_with_losses_and_a_long_wait() {
        Net net = network(linux().with("tcp_fin_timeout", 5), rfc9293());
        Connection c = net.connect(80);
        net.drop(nextFin().from(client).times(2));
        c.client.send("hello");
        c.client.close();
        replays(net);
        net.advance(seconds(30));
        replays(net);
    }

    @Test
    void packets_that_are_held_copied_and_forged() {
        Net net = network();
        Connection c = net.connect(80);
        net.hold(nextData(), ms(300));
        net.copy(nextFin(), ms(50));
        c.client.send(3000);
        c.client.close();
        c.server.forge("RST").seq(1).send();
        c.client.forge("FIN,ACK").data("x").seq(5).send();
        replays(net);
        net.settle();
        replays(net);
        net.advance(2 * MSL);
        replays(net);
    }

    @Test
    void several_connections_and_the_end_of_one_that_is_reused() {
        Net net = network(linux(), linux());
        Connection first = net.connect(40_000, 80);
        Connection second = net.connect(8080);
        first.client.close();
        net.settle();
        first.server.close();
        second.server.abort();
        net.advance(seconds(2));
        net.connect(40_000, 80);
        replays(net);
    }

    /** Nobody sits in the place of the mutant; what it sent is injected, and the reference does again what it did. */
    @Test
    void a_host_that_is_not_the_reference() {
        Net net = network(mutant("smoltcp 112"), rfc9293());
        Connection c = net.connect(80);
        net.hold(nextData(), ms(50));
        c.client.send("hello");
        c.client.close();
        net.settle();
        c.server.close();
        net.settle();
        String script = ladder(net).script().orElseThrow();
        World world = new World(Script.decode(script));
        assertEquals(
                net.world().trace(Side.SERVER).events(),
                world.trace(Side.SERVER).events(),
                script);
        assertEquals(
                Optional.empty(),
                ladder(network(mutant("smoltcp 112"), mutant("smoltcp 112"))).script());
    }

    @Test
    void whatever_happens() {
        for (int seed = 0; seed < 150; seed++) {
            Dice dice = new Dice(seed);
            Net net = network(dice.percent(50) ? linux() : rfc9293(), dice.percent(50) ? linux() : rfc9293());
            net.delay(ms(1 + dice.below(100)));
            Connection c = net.connect(80);
            net.loss(dice.below(30), seed);
            for (int i = 0; i < 15; i++) {
                any(dice, net, c);
            }
            replays(net);
        }
    }

    private static void any(Dice dice, Net net, Connection c) {
        End end = dice.percent(50) ? c.client : c.server;
        switch (dice.below(10)) {
            case 0 -> end.send(1 + dice.below(5000));
            case 1 -> end.readAll();
            case 2 -> end.shutdown();
            case 3 -> end.close();
            case 4 -> end.option("SO_LINGER", dice.below(3) - 1);
            case 5 -> net.hold(next(), ms(dice.below(500)));
            case 6 -> net.copy(next(), ms(dice.below(50)));
            case 7 ->
                end.forge(List.of("RST", "FIN,ACK", "ACK", "SYN").get(dice.below(4)))
                        .seq(dice.below(3) - 1)
                        .send();
            default -> net.advance(ms(dice.below(dice.percent(20) ? 100_000 : 300)));
        }
    }

    @Test
    void a_picture_carries_its_script() {
        Net net = network();
        net.connect(80);
        takePictures();
        show(net);
        show(sockets(net));
        List<String> pictures = takePictures();
        assertTrue(pictures.get(0).startsWith("<svg data-script=\"1~r~r~s1l80.c2c80."), pictures.get(0));
        assertTrue(pictures.get(1).startsWith("<svg xmlns="));
    }
}
