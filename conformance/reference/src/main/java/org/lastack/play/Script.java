package org.lastack.play;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;

/**
 * Everything that a run on a {@link Table} depends on: who sits there, and what is done. Hosts are deterministic, so that the
 * same script is the same run everywhere.
 */
public record Script(Seat client, Seat server, List<Step> steps) {
    /** More steps than anybody takes by hand; a browser replays as many in a few seconds. */
    public static final int MOST_STEPS = 20_000;

    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.of("192.0.2.2");

    /**
     * One side of the table.
     *
     * @param settings of its host; null where no host is, but somebody who only sends what the script injects
     */
    public record Seat(IpAddress address, @Nullable Settings settings) {}

    /**
     * Checks the steps.
     *
     * @throws IllegalArgumentException when there are too many, or a call has an address that is not on this table
     */
    public Script {
        steps = Collections.unmodifiableList(new ArrayList<>(steps));
        checkCount(steps.size());
        for (Step step : steps) {
            checkAddresses(step, client, server);
        }
    }

    /**
     * Checks a step that is to follow so many others, without looking at those again.
     *
     * @throws IllegalArgumentException as the constructor does
     */
    void checkNext(Step step, int before) {
        checkCount(before + 1);
        checkAddresses(step, client, server);
    }

    private static void checkCount(int steps) {
        if (steps > MOST_STEPS) {
            throw new IllegalArgumentException("This script has more than " + MOST_STEPS + " steps.");
        }
    }

    private static void checkAddresses(Step step, Seat client, Seat server) {
        if (step instanceof Step.Do s) {
            boolean mine = s.who() == Who.CLIENT;
            checkAddresses(s.call(), mine ? client : server, mine ? server : client);
        }
    }

    private static void checkAddresses(Call call, Seat near, Seat far) {
        boolean known = !(call instanceof Call.Listen c && !c.local().equals(near.address()))
                && !(call instanceof Call.Connect d
                        && !(d.local().equals(near.address()) && d.remote().equals(far.address())));
        if (!known) {
            throw new IllegalArgumentException("A call of this script has an address that is not on the table.");
        }
    }

    /** Two hosts with the addresses of the lessons, and nothing done yet. */
    public static Script between(Settings client, Settings server) {
        return new Script(new Seat(CLIENT, client), new Seat(SERVER, server), List.of());
    }

    public Seat seat(Who who) {
        return who == Who.CLIENT ? client : server;
    }

    /** Returns the script with nobody at that side. */
    Script without(Who who) {
        Seat nobody = new Seat(seat(who).address(), null);
        return who == Who.CLIENT ? new Script(nobody, server, steps) : new Script(client, nobody, steps);
    }

    public Script withSteps(List<Step> other) {
        return new Script(client, server, other);
    }

    /** Returns a text of letters, digits and {@code - . _ ~}, which a link holds as it stands. */
    public String encode() {
        return ScriptWriter.write(this);
    }

    /** Returns the text of one step, as it stands in that of a script. */
    public static String encode(Step step) {
        return ScriptWriter.write(step);
    }

    /**
     * Reads what {@link #encode(Step)} wrote of a step of this script.
     *
     * @throws IllegalArgumentException when the text is no step; the message is one sentence for a person
     */
    public Step step(String text) {
        return new ScriptReader(client, server).step(text);
    }

    /**
     * Reads what {@link #encode()} wrote.
     *
     * @throws IllegalArgumentException when the text is no script; the message is one sentence for a person
     */
    public static Script decode(String text) {
        return ScriptReader.read(text);
    }
}
