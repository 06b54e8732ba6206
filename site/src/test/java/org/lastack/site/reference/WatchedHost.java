package org.lastack.site.reference;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.Result;
import org.lastack.host.Tuple;
import org.lastack.machine.Settings;
import org.lastack.site.reference.Transition.Cause;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.State;

/** The reference's host, with every transition that it takes written down: from where to where in one event, and what that was. */
final class WatchedHost extends Host {
    /** One transition. */
    record Step(State from, State to, Cause cause) {}

    private final List<Step> steps;
    private final Set<Integer> listening = new HashSet<>();
    private final Set<Integer> sockets = new HashSet<>();
    private boolean backToListen;

    WatchedHost(Settings settings, List<Step> steps, IpAddress... addresses) {
        super(settings, addresses);
        this.steps = steps;
    }

    @Override
    public Result call(long instant, int socket, Call call, Output output) {
        if (call instanceof Call.Listen c) {
            Result result = super.call(instant, socket, call, output);
            if (result instanceof Result.Ok) {
                steps.add(new Step(State.CLOSED, State.LISTEN, Cause.CALL));
                listening.add(c.port());
                sockets.add(socket);
            }
            return result;
        }
        if (sockets.contains(socket) && (call instanceof Call.Close || call instanceof Call.Abort)) {
            steps.add(new Step(State.LISTEN, State.CLOSED, Cause.CALL));
            sockets.remove(socket);
            // Connections that nobody accepted go with it, which is no transition by an event of theirs but by this
            // call.
        }
        return watch(Cause.CALL, output, o -> super.call(instant, socket, call, o));
    }

    @Override
    public void arrive(long instant, Bytes octets, Output output) {
        watch(Cause.SEGMENT, output, o -> {
            super.arrive(instant, octets, o);
            return Result.ok();
        });
    }

    @Override
    public void tick(long instant, Output output) {
        watch(Cause.TIME, output, o -> {
            super.tick(instant, o);
            return Result.ok();
        });
    }

    private interface Turn {
        Result take(Output output);
    }

    private Result watch(Cause cause, Output output, Turn turn) {
        Map<Tuple, State> before = states();
        backToListen = false;
        Result result = turn.take(new Ear(output));
        Map<Tuple, State> after = states();
        Set<Tuple> all = new HashSet<>(before.keySet());
        all.addAll(after.keySet());
        for (Tuple tuple : all) {
            State none = cause == Cause.SEGMENT && listening.contains(tuple.localPort()) ? State.LISTEN : State.CLOSED;
            State from = before.getOrDefault(tuple, none);
            State to = after.getOrDefault(tuple, backToListen ? State.LISTEN : State.CLOSED);
            if (from != to) {
                steps.add(new Step(from, to, cause));
            }
        }
        return result;
    }

    private Map<Tuple, State> states() {
        Map<Tuple, State> states = new LinkedHashMap<>();
        connections().forEach(e -> states.put(e.tuple(), e.state()));
        return states;
    }

    /** Passes everything on, and hears when a connection goes back to LISTEN before it goes. */
    private final class Ear implements Output {
        private final Output to;

        Ear(Output to) {
            this.to = to;
        }

        @Override
        public void send(Packet packet) {
            to.send(packet);
        }

        @Override
        public void done(int socket, Result result) {
            to.done(socket, result);
        }

        @Override
        public void became(int socket, State state) {
            backToListen |= state == State.LISTEN;
            to.became(socket, state);
        }
    }
}
