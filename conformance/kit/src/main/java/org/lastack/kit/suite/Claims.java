package org.lastack.kit.suite;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.host.SocketOption;
import org.lastack.kit.observe.Moment;
import org.lastack.kit.observe.Observed;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;

/** What a stack says of itself beside what was seen of it: a claim that nothing bears out is most often a slip in the profile. */
final class Claims {
    /** Once may have another reason. */
    private static final int ENOUGH = 3;

    /** The calls without which a feature is none. */
    private static final Map<Feature, Predicate<Call>> CALLS = new EnumMap<>(Map.of(
            Feature.HALFCLOSE, call -> call instanceof Call.Shutdown s && s.how() == Call.How.WR,
            Feature.ABORT, call -> call instanceof Call.Abort,
            Feature.STATUS, call -> call instanceof Call.Status,
            Feature.LINGER, call -> sets(call, SocketOption.LINGER),
            Feature.USERTIMEOUT, call -> sets(call, SocketOption.USER_TIMEOUT),
            Feature.KEEPALIVE, call -> sets(call, SocketOption.KEEPALIVE)));

    private final Profile profile;
    private final Map<Feature, Tried> calls = new EnumMap<>(Feature.class);
    private final Tried timestamps = new Tried();
    private final Tried v6 = new Tried();

    /** How often something was to be seen, and whether it ever was. */
    private static final class Tried {
        private int times;
        private boolean seen;

        void add(boolean now) {
            times++;
            seen |= now;
        }

        boolean missing() {
            return !seen && times >= ENOUGH;
        }
    }

    Claims(Profile profile) {
        this.profile = profile;
    }

    private static boolean sets(Call call, SocketOption option) {
        return call instanceof Call.SetOption s && s.option() == option;
    }

    /** Looks at one run. */
    void add(Observed run) {
        Set<Integer> offered = new HashSet<>();
        boolean asked = false;
        boolean answered = false;
        for (Moment m : run.moments()) {
            Packet packet = Observed.packet(m);
            asked |= m.arrived() != null && packet != null && packet.src().isV6();
            Segment came = m.arrived();
            Segment sent = m.sent();
            answered |= asked && sent != null && (sent.hasAck() || sent.rst());
            if (came != null && came.syn() && came.options().timestamps() != null) {
                offered.add(m.conn());
            } else if (sent != null && sent.syn() && (!sent.hasAck() || offered.contains(m.conn()))) {
                timestamps.add(sent.options().timestamps() != null);
            }
            returned(run, m);
        }
        if (asked) {
            v6.add(answered);
        }
    }

    private void returned(Observed run, Moment m) {
        Call call = m.called();
        Moment returned = call == null ? null : run.returnOf(m);
        Result result = returned == null ? null : returned.result();
        if (call != null && result != null) {
            boolean had = !result.is(Errno.ENOPROTOOPT) && !result.is(Errno.EOPNOTSUPP);
            CALLS.forEach((feature, which) -> {
                if (which.test(call)) {
                    calls.computeIfAbsent(feature, f -> new Tried()).add(had);
                }
            });
        }
    }

    /** Returns a line for each claim that nothing bears out. */
    List<String> unfounded() {
        List<String> lines = new ArrayList<>();
        if (profile.has(Feature.TS) && timestamps.missing()) {
            lines.add("ts is claimed, and none of the " + timestamps.times + " SYNs of the stack's had timestamps");
        }
        if (profile.hasV6() && v6.missing()) {
            lines.add("IPv6 is claimed, and nothing was answered in the " + v6.times + " scenarios over it");
        }
        calls.forEach((feature, tried) -> {
            if (profile.has(feature) && tried.missing()) {
                lines.add(
                        feature.word() + " is claimed, and the call was refused each of the " + tried.times + " times");
            }
        });
        return lines;
    }
}
