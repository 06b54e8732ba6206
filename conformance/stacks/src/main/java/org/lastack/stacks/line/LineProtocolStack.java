package org.lastack.stacks.line;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Guarded;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.Profile.Clock;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.Time;

/**
 * A stack in a program that speaks the line protocol on its stdin and stdout (PLUGGING-IN.md). Every method throws {@link
 * ContractException} when the program breaks the protocol; the program is then already gone.
 */
public final class LineProtocolStack implements StackUnderTest {
    /** So much virtual time a command may ask for at most, so that its answer can be due soon. */
    private static final long LONGEST_MS = 3_600_000;

    /** So often time may stand still in a row: a stack that always has something to say would hold it for ever. */
    private static final int STANDSTILLS = 10_000;

    private final ShimProcess process;
    private final String hello;
    private final Profile profile;
    private final Consumer<LineProtocolStack> release;
    private final Map<Integer, Long> written = new HashMap<>();
    private final Map<Integer, Call> pending = new HashMap<>();
    private @Nullable Output output;
    private boolean closed;

    /** Virtual time that was asked for and is less than a millisecond. */
    private long owed;

    private boolean said;
    private int standstills;

    /** With a wall clock: the answers, which a thread separates from the packets. */
    private final LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();

    private volatile @Nullable ContractException failure;

    /**
     * Starts the program and greets it.
     *
     * @throws StackUnavailableException when it cannot be started
     */
    public LineProtocolStack(List<String> command, Limits limits) {
        this(ShimProcess.start(command, limits), Greeting.DEFAULT, stack -> stack.process.end());
    }

    /** Greets a program that was started, or that is to begin again. */
    LineProtocolStack(ShimProcess process, Greeting greeting, Consumer<LineProtocolStack> release) {
        this.process = process;
        this.release = release;
        process.send(greeting.line());
        hello = process.readLine();
        process.answered(hello);
        try {
            profile = greeting.profile(hello);
        } catch (IllegalArgumentException e) {
            throw process.broken("answered hello with `" + Transcript.quote(hello) + "`: " + e.getMessage());
        }
    }

    @Override
    public Profile profile() {
        return profile;
    }

    /** What it answered to hello. */
    String hello() {
        return hello;
    }

    ShimProcess process() {
        return process;
    }

    @Override
    public void attach(Output listener) {
        output = listener;
        if (profile.clock() == Clock.WALL) {
            Thread thread = new Thread(this::listen, "line-protocol-reader");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public boolean set(String knob, long value) {
        return agrees("set " + knob + " " + value);
    }

    @Override
    public Result call(int socket, Call call) {
        String answer = ask(line(socket, call));
        Result result;
        try {
            result = Answers.parse(call, answer);
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
        Feature claimed = Guarded.refused(profile, call, result);
        if (claimed != null) {
            throw wrong(answer, "it claims " + claimed.word() + ", and refuses " + call.show());
        }
        remember(socket, call, result);
        return result;
    }

    /** Writes any octets; {@link #call} writes the kit's pattern. Offered for lessons: EOPNOTSUPP where a program lacks it. */
    public Result send(int socket, Bytes octets) {
        Call call = new Call.Write(octets);
        String answer = ask("send " + socket + " " + octets.toHex());
        try {
            return Answers.parse(call, answer);
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
    }

    /**
     * Returns how many octets have come in their order, and one more with the FIN, whether they are acknowledged or not; 0 when
     * nobody holds the socket, and where a program does not offer this.
     */
    public long received(int socket) {
        String answer = ask("received " + socket);
        try {
            return answer.startsWith("err ") ? 0 : Answers.number(Answers.rest(answer));
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
    }

    /** Returns the kernel's table of connections over IPv4, as {@code /proc/net/tcp} has it; empty where there is none. */
    public String connections() {
        String answer = ask("connections");
        try {
            Result table = Answers.parse(new Call.Read(Integer.MAX_VALUE), answer);
            return table instanceof Result.Data data
                    ? new String(data.octets().toArray(), StandardCharsets.US_ASCII)
                    : "";
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
    }

    private String line(int socket, Call call) {
        if (Answers.mayBePending(call)) {
            pending(socket, call);
        }
        if (call instanceof Call.Listen c) {
            return "listen " + socket + " " + c.port() + (c.local().isV6() ? " " + c.local() : "");
        }
        if (call instanceof Call.Connect c) {
            return "connect " + socket + " " + c.remote() + " " + c.port()
                    + (c.srcPort() == 0 ? "" : " " + c.srcPort());
        }
        if (call instanceof Call.Write c
                && !c.data().equals(Bytes.pattern(sent(socket), c.data().length()))) {
            throw new IllegalArgumentException("the line protocol writes the kit's pattern alone, see Bytes.pattern");
        }
        String shown = call.show();
        int space = shown.indexOf(' ');
        return space < 0 ? shown + " " + socket : shown.substring(0, space) + " " + socket + shown.substring(space);
    }

    /** A done line may come before the word pending: so it is expected from when the command is sent. */
    private synchronized void pending(int socket, Call call) {
        pending.put(socket, call);
    }

    private long sent(int socket) {
        return written.getOrDefault(socket, 0L);
    }

    private synchronized void remember(int socket, Call call, Result result) {
        if (result instanceof Result.Count count) {
            written.put(socket, sent(socket) + count.octets());
        }
        boolean ends = Answers.mayBePending(call) || call instanceof Call.Abort;
        if (!(result instanceof Result.Pending) && ends) {
            pending.remove(socket);
        }
    }

    @Override
    public void deliver(Bytes packet) {
        if (packet.isEmpty()) {
            return; // nothing arrives
        }
        String answer = ask("deliver " + packet.toHex());
        if (!answer.equals("ok")) {
            throw wrong(answer, "ok was due");
        }
    }

    @Override
    public long advance(long micros) {
        long gone = 0;
        said = false;
        while (gone < micros && !said) {
            long due = owed + micros - gone;
            long ms = Math.min(due / Time.MILLISECOND, LONGEST_MS);
            if (ms == 0) {
                owed = due;
                return micros;
            }
            long passed = Time.ms(advanceMs(ms));
            gone += Math.max(0, passed - owed);
            owed = Math.max(0, owed - passed);
        }
        return gone;
    }

    /** Returns how many of the milliseconds passed. */
    private long advanceMs(long ms) {
        String answer = ask("advance " + ms);
        long passed;
        try {
            passed = answer.equals("ok") ? ms : Answers.number(Answers.rest(answer));
            Answers.require(passed <= ms, "more time passed than was asked for");
            Answers.require(passed == ms || said, "time may stop early only when the stack says something");
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
        standstills = passed > 0 ? 0 : standstills + 1;
        if (standstills > STANDSTILLS) {
            throw wrong(answer, "it keeps talking, and its time stands still");
        }
        return passed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.accept(this);
        }
    }

    /** Asks the program to forget everything, as if it had just been started. Returns false when it cannot. */
    boolean again() {
        return profile.clock() == Clock.VIRTUAL && failure == null && agrees("again");
    }

    /** Tells whether a command was answered with ok, and not with an error. */
    private boolean agrees(String command) {
        String answer = ask(command);
        try {
            return Answers.agrees(answer);
        } catch (IllegalArgumentException e) {
            throw wrong(answer, e.getMessage());
        }
    }

    /** Sends a command and returns its answer; what the stack says before goes to the output. */
    private String ask(String command) {
        boolean wall = profile.clock() == Clock.WALL;
        if (wall && output != null) {
            return askWall(command);
        }
        if (wall) {
            process.sendAnyway(command);
        } else {
            process.send(command);
        }
        String line = process.readLine();
        while (heard(line)) {
            said = true;
            line = process.readLine();
        }
        process.answered(line);
        return line;
    }

    private String askWall(String command) {
        failure();
        process.sendAnyway(command);
        try {
            if (answers.take() instanceof String answer) {
                return answer;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw process.broken("was ended: the kit was interrupted");
        }
        throw failure == null ? process.broken("ended") : failure;
    }

    /** Throws what the listening thread found, if anything. */
    void failure() {
        ContractException broken = failure;
        if (broken != null) {
            throw broken;
        }
    }

    /** The thread that listens to a stack with a clock of its own; it ends with the program. */
    private void listen() {
        try {
            while (true) {
                String line = process.readLine();
                if (!heard(line)) {
                    process.answered(line);
                    answers.add(line);
                }
            }
        } catch (ContractException e) {
            fail(e);
        } catch (RuntimeException e) { // the listener's: whoever waits for an answer must not wait for ever
            process.kill();
            fail(new ContractException("the kit could not take what the stack said: " + e, e));
        }
    }

    private void fail(ContractException e) {
        failure = e;
        answers.add(e);
    }

    /** Passes a packet or a late result on. Returns false when the line is neither, and so should be an answer. */
    private boolean heard(String line) {
        try {
            if (line.startsWith("packet ")) {
                Bytes octets = Answers.packet(line.substring(7));
                if (output != null) {
                    output.packet(octets);
                }
                return true;
            }
            if (line.startsWith("done ")) {
                done(line);
                return true;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(line, e.getMessage());
        }
        return false;
    }

    /** {@code done SOCKET CALL}, and then what the call would have answered at once. */
    private void done(String line) {
        String[] words = line.split(" ", 4);
        Answers.require(words.length == 4, "done SOCKET CALL RESULT was due");
        int socket = Answers.socket(words[1]);
        Call call;
        synchronized (this) {
            call = pending.remove(socket);
        }
        if (call == null || !call.show().split(" ", 2)[0].equals(words[2])) {
            throw new IllegalArgumentException("no " + Transcript.quote(words[2]) + " is pending on socket " + socket);
        }
        Result result = Answers.later(call, words[3]);
        if (output != null) {
            output.done(socket, result);
        }
    }

    private ContractException wrong(String line, @Nullable String why) {
        return process.broken("said `" + Transcript.quote(line) + "`: " + why);
    }
}
