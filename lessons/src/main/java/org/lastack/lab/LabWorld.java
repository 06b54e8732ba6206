package org.lastack.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.Profile;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/** What two hosts live in: simulated, or with a real kernel as one of them. */
interface LabWorld extends AutoCloseable {
    /** Microseconds since the beginning. */
    long now();

    /** Lets so much time pass. */
    void run(long micros);

    /** Lets time pass until the condition holds, at most so long; tells whether it holds. */
    boolean runUntil(BooleanSupplier condition, long most);

    /** Tells whether nothing is on its way between the hosts. */
    boolean quiet();

    Result call(Side who, int socket, Call call);

    /** Returns how the last pending call on the socket ended; null while it has not. */
    @Nullable
    Result completed(Side who, int socket);

    IpAddress address(Side who);

    NetworkConditions conditions();

    /** A packet that neither host sent is on its way, as if it came from the one whose address it has; returns what will arrive. */
    Packet inject(Packet packet);

    /** What was seen at the boundary of a host. */
    Trace trace(Side who);

    Profile profile(Side who);

    /** The connections of a host, those without an application too. */
    List<Sockets.Row> sockets(Side who);

    /** What the longest wait for a condition is. */
    long patience();

    /** Says what it is, for example {@code simulated}. */
    String kind();

    /** What has been done so far, for {@link org.lastack.world.World}; empty where it cannot be done again. */
    Optional<String> script();

    @Override
    void close();
}
