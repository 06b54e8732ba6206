package org.lastack.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.play.Who;
import org.lastack.tcp.Packet;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.trace.Ladder;
import org.lastack.trace.Ladder.Rung;

/**
 * The ladder of two hosts. A packet stands where it was sent, the state that it brings at the head of its arrow; calls stand
 * at the line of who made them.
 */
final class Picture {
    /** A packet that neither host sent, and when it set out. */
    record Injected(long at, Packet packet) {}

    /** Notes that are not words of an observer but rungs of their own. */
    private static final String STATE = "@state";

    private static final String SERVER_CALL = "@server ";

    private record Item(@Nullable Who who, Event event) {}

    private final Net net;
    private final int only;
    private final int clientPort;
    private final List<Item> items = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final List<String> right = new ArrayList<>();
    private final IdentityHashMap<Packet, Integer> sentAs = new IdentityHashMap<>();
    private final IdentityHashMap<Packet, Boolean> arrived = new IdentityHashMap<>();
    private final int[] lastState = {-1, -1};
    private final long[] lastStateAt = {-1, -1};
    private final @Nullable Object[] cause = {null, null};
    private final @Nullable Object[] lastCause = {null, null};
    private final boolean several;

    private Picture(Net net, @Nullable Connection connection) {
        this.net = net;
        this.only = connection == null ? -1 : connection.socket();
        this.clientPort = connection == null ? -1 : connection.client.clientPort();
        this.several = connection == null && net.connections().size() > 1;
    }

    /** The ladder of all connections, or of one. */
    static Ladder of(Net net, @Nullable Connection connection) {
        Picture picture = new Picture(net, connection);
        picture.collect();
        for (int i = 0; i < picture.items.size(); i++) {
            picture.add(i);
        }
        return picture.draw();
    }

    private void collect() {
        for (Who who : Who.values()) {
            net.world().trace(who).events().forEach(e -> items.add(new Item(who, e)));
        }
        for (Injected forged : net.injected()) {
            Who from = forged.packet().src().equals(net.world().address(Who.CLIENT)) ? Who.CLIENT : Who.SERVER;
            items.add(new Item(null, new Event.Note(forged.at(), "somebody sends, in the name of the " + from + ":")));
            items.add(new Item(from, new Event.Sent(forged.at(), forged.packet(), false)));
        }
        items.removeIf(item -> !drawn(item.event()));
        items.sort(Comparator.comparingLong(item -> item.event().at()));
    }

    private boolean drawn(Event event) {
        if (event instanceof Event.Called e) {
            return mine(e.socket()) && !isOpening(e.call());
        }
        if (event instanceof Event.Returned e) {
            return mine(e.socket()) && !isOpening(e.call());
        }
        if (event instanceof Event.InState e) {
            return e.socket() < 0 ? !several : mine(e.socket());
        }
        if (event instanceof Event.Sent e) {
            return mine(e.packet().segment());
        }
        return !(event instanceof Event.Arrived e) || mine(e.packet().segment());
    }

    private static boolean isOpening(Call call) {
        return call instanceof Call.Listen || call instanceof Call.Accept || call instanceof Call.Connect;
    }

    private boolean mine(int socket) {
        return only < 0 || socket == only;
    }

    private boolean mine(Segment segment) {
        return clientPort < 0 || segment.srcPort() == clientPort || segment.dstPort() == clientPort;
    }

    private void add(int index) {
        Item item = items.get(index);
        Event event = item.event();
        if (event instanceof Event.Called e && item.who() != null) {
            cause[item.who() == Who.CLIENT ? 0 : 1] = e;
            Event.Returned answer = takeAnswer(index, item.who(), e);
            call(item.who(), e, answer);
        } else if (event instanceof Event.Returned e) {
            call(item.who(), null, e);
        } else if (event instanceof Event.Sent e) {
            sent(item.who(), e);
        } else if (event instanceof Event.Arrived e && item.who() != null) {
            arrived(item.who(), e);
        } else if (event instanceof Event.InState e && item.who() != null) {
            state(item.who(), e);
        } else if (event instanceof Event.Note) {
            put(event);
        }
    }

    /** The result stands beside the call when it came at once. */
    private Event.@Nullable Returned takeAnswer(int from, @Nullable Who who, Event.Called call) {
        for (int i = from + 1; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.event().at() > call.at()) {
                return null;
            }
            if (item.who() == who
                    && item.event() instanceof Event.Returned r
                    && r.socket() == call.socket()
                    && r.call().equals(call.call())) {
                items.remove(i);
                return r;
            }
        }
        return null;
    }

    private void call(@Nullable Who who, Event.@Nullable Called call, Event.@Nullable Returned answer) {
        if (who == Who.CLIENT) {
            if (call != null) {
                put(call);
            }
            if (answer != null) {
                put(answer);
            }
            return;
        }
        Event first = call != null ? call : answer;
        if (first == null) {
            return;
        }
        Call what = call != null ? call.call() : answer == null ? new Call.Close() : answer.call();
        int socket = call != null ? call.socket() : answer == null ? 0 : answer.socket();
        String line = what.show();
        int space = line.indexOf(' ');
        String words = space < 0
                ? line + "()"
                : line.substring(0, space) + "(" + line.substring(space + 1).replace(" ", ", ") + ")";
        String result = answer == null ? "" : " → " + answer.result().show();
        put(new Event.Note(first.at(), SERVER_CALL + (several ? socket + ": " : "") + words + result));
    }

    private void sent(@Nullable Who who, Event.Sent e) {
        if (who == Who.CLIENT) {
            put(e);
        } else {
            put(e.lost() ? new Event.Lost(e.at(), e.packet()) : new Event.Arrived(e.at(), e.packet()));
        }
        sentAs.put(e.packet(), events.size() - 1);
    }

    private void arrived(Who who, Event.Arrived e) {
        boolean again = arrived.put(e.packet(), true) != null;
        if (again) {
            put(new Event.Note(e.at(), "a copy of it reaches the " + who));
        } else if (net.world().weather().held(e.packet())) {
            put(new Event.Note(e.at(), "what was held back reaches the " + who));
        }
        cause[who == Who.CLIENT ? 0 : 1] = e.packet();
        if (again || net.world().weather().held(e.packet())) {
            sentAs.put(e.packet(), events.size() - 1);
        }
    }

    @SuppressWarnings("ReferenceEquality") // two packets may be equal and yet be two
    private void state(Who who, Event.InState e) {
        int side = who == Who.CLIENT ? 0 : 1;
        // Of several connections that nobody has accepted yet, this one is the one whose segment came just now.
        if (e.socket() < 0
                && net.connections().size() > 1
                && !(cause[side] instanceof Packet packet && justArrived(side, packet, e.at()))) {
            return;
        }
        // A state that the same packet or call leads out of again is not drawn.
        boolean passing = lastStateAt[side] == e.at() && lastCause[side] == cause[side] && lastState[side] >= 0;
        int at = passing && !several ? lastState[side] : place(side, e.at());
        String name = (several ? "#" + (e.socket() - 1) + " " : "") + e.state();
        (side == 0 ? left : right).set(at, name);
        lastState[side] = at;
        lastStateAt[side] = e.at();
        lastCause[side] = cause[side];
    }

    /**
     * Where a new state stands: at the packet or the call that brought it, unless a later state of that side stands below
     * already; otherwise on a line of its own.
     */
    private int place(int side, long at) {
        Integer sent =
                cause[side] instanceof Packet packet && justArrived(side, packet, at) ? sentAs.get(packet) : null;
        int last = events.size() - 1;
        boolean own = last >= 0 && events.get(last).at() == at && isOf(side, events.get(last));
        int place = sent != null ? sent : own ? last : -1;
        if (place > lastState[side]) {
            return place;
        }
        put(new Event.Note(at, STATE));
        return events.size() - 1;
    }

    @SuppressWarnings("ReferenceEquality") // two packets may be equal and yet be two
    private boolean justArrived(int side, Packet packet, long at) {
        Who who = side == 0 ? Who.CLIENT : Who.SERVER;
        for (Item item : items) {
            if (item.who() == who && item.event() instanceof Event.Arrived e && e.packet() == packet && e.at() == at) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(int side, Event event) {
        if (event instanceof Event.Note note) {
            return side == 1 && note.text().startsWith(SERVER_CALL);
        }
        boolean fromClient =
                event instanceof Event.Sent || event instanceof Event.Called || event instanceof Event.Returned;
        return fromClient == (side == 0);
    }

    private void put(Event event) {
        events.add(event);
        left.add("");
        right.add("");
    }

    private Ladder draw() {
        Ladder.Options options =
                Ladder.Options.PLAIN.withPeer("server").withStackStates(left).withPeerStates(right);
        Ladder ladder = Ladder.of(new org.lastack.trace.Trace("client", 0, events), options);
        List<Rung> rungs = new ArrayList<>();
        String client = "";
        String server = "";
        for (Rung rung : ladder.rungs()) {
            if (rung.until() < net.erased()) {
                client = rung.stackState().isEmpty() ? client : rung.stackState();
                server = rung.peerState().isEmpty() ? server : rung.peerState();
            } else if (!shortSince(rung)) {
                if (rungs.isEmpty() && !(client + server).isEmpty()) {
                    rungs.add(new Rung(
                            Ladder.Kind.STATE, net.erased(), net.erased(), 0, true, false, "", client, server, ""));
                }
                rungs.add(shaped(sinceErased(rung)));
            }
        }
        return new Ladder("client", "server", rungs);
    }

    private boolean shortSince(Rung rung) {
        return rung.kind() == Ladder.Kind.SILENCE && rung.until() - net.erased() < Ladder.Options.PLAIN.silence();
    }

    /** A silence that began before the drawing does is as long as the drawing shows it. */
    private Rung sinceErased(Rung rung) {
        if (rung.kind() != Ladder.Kind.SILENCE || rung.at() >= net.erased()) {
            return rung;
        }
        String length = Time.show(rung.until() - net.erased());
        return new Rung(Ladder.Kind.SILENCE, net.erased(), rung.until(), 0, false, false, length, "", "", "");
    }

    private static Rung shaped(Rung rung) {
        if (rung.kind() != Ladder.Kind.NOTE) {
            return rung;
        }
        String text = rung.text();
        return text.equals(STATE)
                ? rung.asState()
                : text.startsWith(SERVER_CALL) ? rung.asCallOfPeer(text.substring(SERVER_CALL.length())) : rung;
    }
}
