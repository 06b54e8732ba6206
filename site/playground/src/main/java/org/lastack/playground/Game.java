package org.lastack.playground;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Host;
import org.lastack.host.SocketOption;
import org.lastack.machine.Knob;
import org.lastack.machine.Settings;
import org.lastack.tcp.Flags;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.tcp.Seq;
import org.lastack.tcp.State;
import org.lastack.tcp.Time;
import org.lastack.trace.Event;
import org.lastack.world.Script;
import org.lastack.world.Seen;
import org.lastack.world.Side;
import org.lastack.world.Step;
import org.lastack.world.UnderWay;
import org.lastack.world.World;

/** A world with what the page wants to know of it; the page asks in texts and gets texts. */
final class Game {
    /** Which hosts there are: a script without steps. */
    private Script beginning = Script.between(Settings.rfc9293(), Settings.rfc9293());

    private World world = new World(beginning);
    /** Each step as it stands in a script. */
    private final List<String> texts = new ArrayList<>();
    /** The rules behind each step. */
    private final List<List<String>> rules = new ArrayList<>();

    /** What is being opened, and takes the place of this when all its steps are played. */
    private @Nullable Game next;

    private List<Step> toPlay = List.of();

    /**
     * Begins anew with a script.
     *
     * @throws IllegalArgumentException when it is none; the message is one sentence
     */
    void open(String script) {
        begin(script);
        while (more() > 0) {}
    }

    /**
     * Begins to open a script: {@link #more} plays its steps. Until all are played this is what it was.
     *
     * @return how many steps it has
     * @throws IllegalArgumentException as {@link #open} does
     */
    int begin(String script) {
        Script whole = Script.decode(script);
        Game other = new Game();
        other.beginning = whole.withSteps(List.of());
        other.world = new World(other.beginning);
        next = other;
        toPlay = whole.steps();
        return toPlay.size();
    }

    /**
     * Plays one step more of what is being opened.
     *
     * @return how many are left
     * @throws IllegalArgumentException when it cannot be done; this is what it was
     */
    int more() {
        Game other = next;
        if (other == null) {
            return 0;
        }
        int done = other.texts.size();
        if (done < toPlay.size()) {
            other.play(toPlay.get(done));
        }
        int left = Math.max(0, toPlay.size() - done - 1);
        if (left == 0) {
            become(other);
        }
        return left;
    }

    private void become(Game other) {
        next = null;
        toPlay = List.of();
        beginning = other.beginning;
        world = other.world;
        texts.clear();
        texts.addAll(other.texts);
        rules.clear();
        rules.addAll(other.rules);
    }

    /** Does one thing, written as in a script. */
    void play(String step) {
        play(beginning.step(step));
    }

    private void play(Step step) {
        List<String> ids = Meeting.before(world, step);
        int before = world.seenCount();
        world.play(step);
        boolean time = step instanceof Step.Timer || step instanceof Step.Until || step instanceof Step.Before;
        rules.add(time ? Meeting.ofTimers(world, before) : ids);
        texts.add(Script.encode(step));
    }

    /** Lets what comes next come; false when nothing ever will. */
    boolean onward() {
        List<Step> next = world.onward();
        next.forEach(this::play);
        return !next.isEmpty();
    }

    /** Takes so many steps back. */
    void undo(int steps) {
        int left = Math.max(0, rules.size() - steps);
        while (rules.size() > left) {
            rules.remove(rules.size() - 1);
            texts.remove(texts.size() - 1);
        }
        world.undo(steps);
    }

    /** A segment in the name of one side, with the numbers that it would use next, off by so much. */
    String forgery(String from, int flags, int seqOff, int ackOff) {
        Side who = from.equals("client") ? Side.CLIENT : Side.SERVER;
        Segment mine = last(who, true);
        Segment theirs = last(who.other(), false);
        int ack = theirs.srcPort() == 0 ? 0 : theirs.end();
        boolean hasAck = (flags & Flags.ACK) != 0;
        Segment forged = Segment.of(
                mine.srcPort(), mine.dstPort(), mine.end() + seqOff, hasAck ? ack + ackOff : 0, flags, 65_535);
        Packet packet = new Packet(
                beginning.setup(who).address(), beginning.setup(who.other()).address(), forged);
        return "i" + from.charAt(0) + PacketCodec.encode(packet).toHex();
    }

    /** The segment that reached furthest of those that a side itself has sent. */
    private Segment last(Side who, boolean must) {
        Segment last = Segment.of(0, 0, 0, 0, 0, 0);
        for (UnderWay flight : world.flights()) {
            Packet packet = flight.packet();
            if (flight.from() == who
                    && packet != null
                    && !flight.forged()
                    && !packet.segment().rst()) {
                Segment s = packet.segment();
                boolean first = last.srcPort() == 0 || s.syn();
                last = first || Seq.lt(last.end(), s.end()) ? s : last;
            }
        }
        if (must && last.srcPort() == 0) {
            throw new IllegalArgumentException("The " + who + " has not sent anything yet that could be imitated.");
        }
        return last;
    }

    // For the page

    /** Returns what is to be shown: how things are now, and of what happened all that came after so many steps. */
    String view(int since) {
        Json json = new Json().open('{');
        json.key("now").number(world.now()).key("seats").text(beginning.encode());
        json.key("onward").text(onwardText());
        json.key("steps").texts(texts.subList(since, texts.size()));
        json.key("rules").open('[');
        rules.subList(since, rules.size()).forEach(json::texts);
        json.close(']').key("sides").open('[');
        for (Side who : Side.values()) {
            side(json, who);
        }
        json.close(']').key("air").open('[');
        for (UnderWay flight : world.flights()) {
            if (flight.copies() > 0) {
                underWay(json, flight);
            }
        }
        json.close(']').key("seen").open('[');
        List<String> labels = world.labels();
        int first = world.seenCount();
        while (first > 0 && world.seen(first - 1).step() >= since) {
            first--;
        }
        for (int i = first; i < world.seenCount(); i++) {
            seen(json, world.seen(i), labels);
        }
        return json.close(']').close('}').done();
    }

    private String onwardText() {
        List<Step> next = world.onward();
        return next.isEmpty() ? "" : Script.encode(next.get(next.size() - 1));
    }

    private void side(Json json, Side who) {
        Host host = world.host(who);
        json.open('{').key("who").text(who.toString()).key("scripted").flag(host == null);
        long wake = world.nextWake(who);
        json.key("wake").number(wake == Time.NEVER ? -1 : wake);
        json.key("connections").open('[');
        if (host != null) {
            for (Host.Entry entry : host.connections()) {
                Connections.write(json, host, entry);
            }
        }
        json.close(']')
                .key("listens")
                .flag(host != null && listens(host))
                .key("choices")
                .open('[');
        for (Step.Do choice : world.choices(who)) {
            json.open('{').key("step").text(Script.encode(choice)).key("socket").number(choice.socket());
            boolean listener = host != null && host.state(choice.socket()) == State.LISTEN;
            boolean again = choice.call() instanceof Call.Connect c && c.srcPort() != 0;
            json.key("listener").flag(listener).key("again").flag(again);
            json.key("call").text(choice.call().show()).close('}');
        }
        json.close(']').close('}');
    }

    private static boolean listens(Host host) {
        for (int socket = 1; socket < 20; socket++) {
            if (host.state(socket) == State.LISTEN) {
                return true;
            }
        }
        return false;
    }

    private static void underWay(Json json, UnderWay flight) {
        json.open('{').key("id").text(name(flight.from(), flight.number()));
        json.key("copies")
                .number(flight.copies())
                .key("held")
                .flag(flight.held())
                .close('}');
    }

    private static String name(Side from, int number) {
        return from.toString().charAt(0) + Integer.toString(number, 36);
    }

    private void seen(Json json, Seen one, List<String> labels) {
        Event event = one.event();
        json.open('{').key("step").number(one.step()).key("who").text(one.who().toString());
        json.key("at").number(event.at());
        if (event instanceof Event.Sent) {
            setOut(json.key("kind").text("sent"), one, labels);
        } else if (event instanceof Event.Arrived || event instanceof Event.ArrivedRaw) {
            json.key("kind").text("arrived").key("packet").text(name(one.who().other(), one.packet()));
        } else if (event instanceof Event.Lost) {
            json.key("kind").text("lost").key("packet").text(name(one.who().other(), one.packet()));
        } else if (event instanceof Event.Called e) {
            json.key("kind")
                    .text("called")
                    .key("socket")
                    .number(e.socket())
                    .key("text")
                    .text(e.call().show());
        } else if (event instanceof Event.Returned e) {
            json.key("kind").text("returned").key("socket").number(e.socket());
            json.key("text").text(e.call().show()).key("result").text(e.result().show());
        } else if (event instanceof Event.InState e) {
            json.key("kind").text("state").key("socket").number(e.socket());
            json.key("text").text(e.state().toString());
        } else {
            setOut(json.key("kind").text("forged"), one, labels);
        }
        json.close('}');
    }

    private void setOut(Json json, Seen one, List<String> labels) {
        json.key("packet").text(name(one.who(), one.packet()));
        json.key("label").text(labels.get(world.place(one.who(), one.packet())));
    }

    /** Returns each packet there ever was, whole, in hexadecimal digits. */
    List<String> packets() {
        List<String> all = new ArrayList<>();
        for (UnderWay flight : world.flights()) {
            Packet packet = flight.packet();
            all.add(
                    packet == null
                            ? flight.raw().toHex()
                            : PacketCodec.encode(packet).toHex());
        }
        return all;
    }

    /** Returns all settings there are. */
    static String knobs() {
        Json json = new Json().open('[');
        for (Knob knob : Knob.values()) {
            json.open('{').key("word").text(knob.word());
            json.key("range").text(knob.range().toString());
            json.key("rfc9293")
                    .number(knob.rfc9293())
                    .key("linux")
                    .number(knob.linux())
                    .close('}');
        }
        return json.close(']').done();
    }

    /** Returns the socket options that do not take every number. */
    static String options() {
        Json json = new Json().open('{');
        for (SocketOption option : SocketOption.values()) {
            if (option.range().least() > Integer.MIN_VALUE) {
                json.key(option.word()).text(option.range().toString());
            }
        }
        return json.close('}').done();
    }
}
