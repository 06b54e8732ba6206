package org.lastack.certify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey;
import org.lastack.capture.Seen;
import org.lastack.host.Call;
import org.lastack.kit.report.CounterexampleScript;
import org.lastack.machine.Settings;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Seq;
import org.lastack.trace.Event;
import org.lastack.trace.Trace;
import org.lastack.world.Side;

/**
 * A connection of a capture as a script for the playground: what one end got is done to the reference in its place, with the calls that
 * its program may have made. It shows what a stack that keeps to the RFC would have answered.
 */
final class CaptureScript {
    private static final int LISTENER = 1;
    private static final int SOCKET = 2;
    private static final int MOST_READ = 65_536;

    private final Ending ending;
    private final Side side;
    private final List<Event> events = new ArrayList<>();
    private boolean open;
    private boolean closed;
    private int next;

    private CaptureScript(Ending ending, Side side) {
        this.ending = ending;
        this.side = side;
    }

    /**
     * Returns the script. The reference stands at the end at which the capture was made, whose packets are in their true order, or else
     * at the server's.
     *
     * @return empty when the beginning was not seen, or it is more than a script may hold
     */
    static Optional<String> of(Ending ending, Survey.Point at) {
        List<Seen> packets = ending.packets();
        if (packets.isEmpty() || !packets.get(0).syn() || packets.get(0).hasAck()) {
            return Optional.empty();
        }
        CaptureScript script = new CaptureScript(ending, at == Survey.Point.CLIENT ? Side.CLIENT : Side.SERVER);
        script.begin(packets.get(0));
        packets.forEach(script::add);
        return CounterexampleScript.of(new Trace("a capture", 0, script.events), Settings.linux());
    }

    private static boolean isOf(Ending.Peer peer, Seen s) {
        return s.srcPort() == peer.port() && s.src().equals(peer.address());
    }

    private void begin(Seen syn) {
        if (side == Side.CLIENT) {
            call(syn, SOCKET, new Call.Connect(syn.src(), syn.srcPort(), syn.dst(), syn.dstPort()));
        } else if (ending.kind() != Ending.Kind.REFUSED) {
            call(syn, LISTENER, new Call.Listen(syn.dst(), syn.dstPort()));
        }
    }

    private void add(Seen s) {
        if (isOf(side == Side.CLIENT ? ending.client() : ending.server(), s)) {
            sent(s);
        } else {
            events.add(new Event.Arrived(at(s), s.packet()));
            if (side == Side.SERVER && !open && !s.syn() && !s.rst()) {
                open = true;
                call(s, SOCKET, new Call.Accept(LISTENER));
            }
            if (s.text() > 0 && !closed) {
                call(s, SOCKET, new Call.Read(MOST_READ));
            }
        }
    }

    /** What it sent tells what its program called: new text a write, the first FIN a close. */
    private void sent(Seen s) {
        if (s.syn()) {
            next = s.end();
            events.add(new Event.Sent(at(s), s.packet(), false));
            return;
        }
        int text = s.seq() + s.text() - next;
        if (text > 0 && s.text() > 0 && !closed && Seq.gt(s.end(), next)) {
            call(s, SOCKET, new Call.Write(Bytes.pattern(0, text)));
            next += text;
        }
        if (s.fin() && !closed) {
            closed = true;
            call(s, SOCKET, new Call.Close());
        }
        events.add(new Event.Sent(at(s), s.packet(), false));
    }

    private void call(Seen with, int socket, Call call) {
        events.add(new Event.Called(at(with), socket, call));
    }

    private long at(Seen s) {
        return Math.max(0, s.at() - ending.from());
    }
}
