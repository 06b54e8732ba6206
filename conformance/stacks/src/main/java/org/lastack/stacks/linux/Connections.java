package org.lastack.stacks.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.State;

/** The kernel's own table of the connections in a namespace, with those that no socket holds any more. */
final class Connections {
    /** Linux's numbers for the states, from 0 on; the last is a SYN-RECEIVED that has no socket yet. */
    private static final State[] STATES = {
        State.CLOSED,
        State.ESTABLISHED,
        State.SYN_SENT,
        State.SYN_RECEIVED,
        State.FIN_WAIT_1,
        State.FIN_WAIT_2,
        State.TIME_WAIT,
        State.CLOSED,
        State.CLOSE_WAIT,
        State.LAST_ACK,
        State.LISTEN,
        State.CLOSING,
        State.SYN_RECEIVED
    };

    /** One end of a connection. */
    record Name(IpAddress address, int port) {}

    /** A line of the table. */
    record Connection(Name local, Name remote, State state) {}

    private Connections() {}

    static State state(int number) {
        return STATES[number];
    }

    /** Reads the table for one family. */
    static List<Connection> in(Namespace namespace, boolean v6) {
        return table(namespace, v6).lines().skip(1).map(Connections::parse).toList();
    }

    /** Reads the table for one family as it is, which begins with a line of headings. */
    static String table(Namespace namespace, boolean v6) {
        return namespace.read(Path.of("/proc/thread-self/net", v6 ? "tcp6" : "tcp"));
    }

    /** A line begins: number, local address and port, remote ones, state; all in hexadecimal. */
    private static Connection parse(String line) {
        List<String> words = Arrays.asList(line.strip().split("\\s+", 5));
        return new Connection(name(words.get(1)), name(words.get(2)), state(Integer.parseInt(words.get(3), 16)));
    }

    /** Addresses stand there as 32-bit words in the order of the machine. */
    static Name name(String text) {
        int colon = text.indexOf(':');
        ByteBuffer octets = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < colon; i += 8) {
            octets.putInt(Integer.parseUnsignedInt(text.substring(i, i + 8), 16));
        }
        return new Name(new IpAddress(Bytes.copyOf(octets.array())), Integer.parseInt(text.substring(colon + 1), 16));
    }
}
