package com.example.tinytcp;

import java.net.BindException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** TinyTcp as the kit wants to see it. */
final class TinyTcpStack implements StackUnderTest {
    private static final IpAddress OWN = IpAddress.of("192.0.2.1");
    private static final IpAddress PEER = IpAddress.of("192.0.2.16");

    private final TinyTcp tcp = new TinyTcp(number(OWN), this::hear);
    private final Map<Integer, Integer> listeners = new HashMap<>(); // socket to port
    private final Map<Integer, Connection> connections = new HashMap<>();
    private final Set<Integer> connecting = new HashSet<>();
    private final Set<Integer> closed = new HashSet<>();
    private Output kit;
    private boolean said;

    private static int number(IpAddress address) {
        return ByteBuffer.wrap(address.octets().toArray()).getInt();
    }

    @Override
    public Profile profile() {
        return new Profile(
                "tinytcp 1.0",
                Profile.Clock.VIRTUAL,
                OWN,
                PEER,
                null,
                null,
                TinyTcp.TIME_WAIT,
                TinyTcp.FIRST_TIMEOUT,
                0,
                0,
                Set.of(
                        Feature.HALFCLOSE,
                        Feature.HALFDUP,
                        Feature.ABORT,
                        Feature.STATUS,
                        Feature.IP,
                        Feature.RFC5961_RST,
                        Feature.RFC5961_SYN),
                Set.of());
    }

    @Override
    public void attach(Output output) {
        kit = output;
    }

    private void hear(byte[] packet) {
        said = true;
        kit.packet(Bytes.copyOf(packet));
    }

    @Override
    public boolean set(String knob, long value) {
        if (knob.equals("iss")) {
            tcp.initialSequence((int) value);
            return true;
        }
        return false;
    }

    @Override
    public void deliver(Bytes packet) {
        tcp.receive(packet.toArray());
        completeConnects();
    }

    @Override
    public long advance(long micros) {
        long began = tcp.now();
        long end = began + micros;
        said = false;
        while (!said && tcp.now() < end) {
            tcp.passUntil(Math.min(end, tcp.nextTimer()));
            completeConnects();
        }
        return tcp.now() - began;
    }

    /** A connect was answered by "pending"; its end is told here. */
    private void completeConnects() {
        for (int socket : Set.copyOf(connecting)) {
            Connection c = connections.get(socket);
            if (c.state().open() || c.state() == State.CLOSED) {
                connecting.remove(socket);
                said = true;
                kit.done(socket, c.failure() == null ? Result.ok() : failed(c.failure()));
            }
        }
    }

    private static Result failed(Failure failure) {
        return Result.failed(
                switch (failure) {
                    case REFUSED -> Errno.ECONNREFUSED;
                    case RESET -> Errno.ECONNRESET;
                    case TIMED_OUT -> Errno.ETIMEDOUT;
                });
    }

    @Override
    public Result call(int socket, Call call) {
        try {
            if (call instanceof Call.Listen c) {
                tcp.listen(c.port());
                listeners.put(socket, c.port());
                return Result.ok();
            }
            if (call instanceof Call.Connect c) {
                connections.put(socket, tcp.connect(number(c.remote()), c.port(), c.srcPort()));
                connecting.add(socket);
                return Result.pending();
            }
        } catch (BindException e) {
            return Result.failed(Errno.EADDRINUSE);
        }
        if (call instanceof Call.Accept c) {
            return accept(socket, c.listener());
        }
        if (listeners.containsKey(socket) && (call instanceof Call.Close || call instanceof Call.Abort)) {
            tcp.unlisten(listeners.remove(socket));
            return Result.ok();
        }
        Connection connection = connections.get(socket);
        return connection == null ? Result.failed(Errno.EBADF) : call(socket, connection, call);
    }

    private Result accept(int socket, int listener) {
        Integer port = listeners.get(listener);
        if (port == null) {
            return Result.failed(Errno.EBADF);
        }
        Connection taken = tcp.accept(port);
        if (taken == null) {
            return Result.failed(Errno.EAGAIN);
        }
        connections.put(socket, taken);
        return Result.ok();
    }

    private Result call(int socket, Connection connection, Call call) {
        if (call instanceof Call.Status) {
            return new Result.InState(
                    org.lastack.tcp.State.valueOf(connection.state().name()));
        }
        if (closed.contains(socket)) {
            return Result.failed(Errno.EBADF);
        }
        if (call instanceof Call.Close || call instanceof Call.Abort) {
            closed.add(socket);
            connecting.remove(socket);
            if (call instanceof Call.Close) {
                connection.close();
            } else {
                connection.abort();
            }
            return Result.ok();
        }
        if (call instanceof Call.Read c) {
            return read(connection, c.most());
        }
        if (call instanceof Call.Write c) {
            return write(connection, c.data());
        }
        if (call instanceof Call.Shutdown c && c.how() == Call.How.WR) {
            if (connection.state() == State.SYN_SENT || connection.state() == State.CLOSED) {
                return Result.failed(Errno.ENOTCONN);
            }
            connection.shutdownOutput();
            return Result.ok();
        }
        return Result.failed(call instanceof Call.SetOption ? Errno.ENOPROTOOPT : Errno.EOPNOTSUPP);
    }

    private static Result read(Connection connection, int most) {
        byte[] octets = connection.read(most);
        if (octets != null && octets.length > 0) {
            return new Result.Data(Bytes.copyOf(octets));
        }
        if (connection.failure() != null) {
            return failed(connection.failure());
        }
        return octets == null ? Result.eof() : Result.failed(Errno.EAGAIN);
    }

    private static Result write(Connection connection, Bytes data) {
        if (connection.failure() != null) {
            return failed(connection.failure());
        }
        int taken = connection.write(data.toArray());
        if (taken < 0) {
            return Result.failed(Errno.EPIPE);
        }
        return taken == 0 ? Result.failed(Errno.EAGAIN) : new Result.Count(taken);
    }

    @Override
    public void close() {}
}
