package org.lastack.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.machine.Settings;
import org.lastack.tcp.IpAddress;

/**
 * Everything that a run in a {@link World} depends on: which hosts there are, and what is done. Hosts are deterministic, so that the
 * same script is the same run everywhere.
 */
public record Script(HostSetup client, HostSetup server, List<Step> steps) {
    /** More steps than anybody takes by hand; a browser replays as many in a few seconds. */
    public static final int MOST_STEPS = 20_000;

    static final IpAddress CLIENT = IpAddress.of("192.0.2.1");
    static final IpAddress SERVER = IpAddress.of("192.0.2.2");

    /**
     * One side of the world.
     *
     * @param settings of its host; null where no host is, but somebody who only sends what the script injects
     */
    public record HostSetup(IpAddress address, @Nullable Settings settings) {}

    /**
     * Checks the steps.
     *
     * @throws IllegalArgumentException when there are too many, or a call has an address that is not in this world
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

    private static void checkAddresses(Step step, HostSetup client, HostSetup server) {
        if (step instanceof Step.Do s) {
            boolean mine = s.who() == Side.CLIENT;
            checkAddresses(s.call(), mine ? client : server, mine ? server : client);
        }
    }

    private static void checkAddresses(Call call, HostSetup near, HostSetup far) {
        boolean known = !(call instanceof Call.Listen c && !c.local().equals(near.address()))
                && !(call instanceof Call.Connect d
                        && !(d.local().equals(near.address()) && d.remote().equals(far.address())));
        if (!known) {
            throw new IllegalArgumentException("A call of this script has an address that is not in this world.");
        }
    }

    /** Two hosts with the addresses of the lessons, and nothing done yet. */
    public static Script between(Settings client, Settings server) {
        return new Script(new HostSetup(CLIENT, client), new HostSetup(SERVER, server), List.of());
    }

    public HostSetup setup(Side who) {
        return who == Side.CLIENT ? client : server;
    }

    /** Returns the script with nobody at that side. */
    Script without(Side who) {
        HostSetup nobody = new HostSetup(setup(who).address(), null);
        return who == Side.CLIENT ? new Script(nobody, server, steps) : new Script(client, nobody, steps);
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
