package org.lastack.stacks.line;

import java.util.EnumSet;
import java.util.Set;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Readiness;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.State;

/** The grammar of what a program answers to a call. What is wrong with an answer is an {@link IllegalArgumentException}. */
final class Answers {
    private static final int MOST = 65_535;

    private Answers() {}

    /** Reads the answer to a call. */
    static Result parse(Call call, String answer) {
        if (answer.equals("pending")) {
            require(mayBePending(call), "only connect, receive and close may be pending");
            return Result.pending();
        }
        if (answer.equals("eof")) {
            require(call instanceof Call.Read || call instanceof Call.Receive, "only a read can find the end");
            return Result.eof();
        }
        if (answer.startsWith("err ")) {
            return Result.failed(errno(answer.substring(4)));
        }
        if (call instanceof Call.Write write) {
            return count(write.data().length(), rest(answer));
        }
        if (call instanceof Call.Read read) {
            return data(read.most(), rest(answer));
        }
        if (call instanceof Call.Receive receive) {
            return data(receive.most(), rest(answer));
        }
        if (call instanceof Call.Poll) {
            return ready(answer);
        }
        if (call instanceof Call.Status) {
            return new Result.InState(state(rest(answer)));
        }
        require(answer.equals("ok"), "ok or err was due");
        return Result.ok();
    }

    /** Reads the result of a pending call, in a {@code done} line. */
    static Result later(Call call, String result) {
        require(!result.equals("pending"), "the result was due");
        return parse(call, result);
    }

    /** Tells whether the call may complete later. */
    static boolean mayBePending(Call call) {
        return call instanceof Call.Connect || call instanceof Call.Receive || call instanceof Call.Close;
    }

    /** Reads the answer to a command that may be refused: whether it was {@code ok}. */
    static boolean agrees(String answer) {
        if (answer.startsWith("err ")) {
            errno(answer.substring(4));
            return false;
        }
        require(answer.equals("ok"), "ok or err was due");
        return true;
    }

    /** Reads the number of a socket. */
    static int socket(String digits) {
        long number = number(digits);
        require(number <= Integer.MAX_VALUE, "no socket has the number " + number);
        return (int) number;
    }

    /** Reads an IP packet. */
    static Bytes packet(String hex) {
        Bytes octets = Bytes.fromHex(hex);
        require(octets.length() >= 1 && octets.length() <= MOST, "a packet has 1 to 65535 octets");
        return octets;
    }

    /** Reads a number that is not negative. */
    static long number(String digits) {
        boolean right = !digits.isEmpty() && digits.length() <= 12;
        long value = 0;
        for (int i = 0; right && i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            right = digit >= 0 && digit <= 9;
            value = 10 * value + digit;
        }
        if (!right) {
            throw new IllegalArgumentException("a number was due, not '" + Transcript.quote(digits) + "'");
        }
        return value;
    }

    /** Returns what stands after {@code ok}. */
    static String rest(String answer) {
        require(answer.startsWith("ok "), "ok with a value, or err was due");
        return answer.substring(3);
    }

    private static Result count(int asked, String digits) {
        long octets = number(digits);
        require(octets <= asked, "it took more octets than it was given");
        require(octets > 0 || asked == 0, "a write that takes nothing is err EAGAIN");
        return new Result.Count((int) octets);
    }

    private static Result data(int most, String text) {
        int space = text.indexOf(' ');
        require(space > 0, "the number of octets and their hex digits were due");
        long length = number(text.substring(0, space));
        Bytes octets = Bytes.fromHex(text.substring(space + 1));
        require(octets.length() == length, "it says " + length + " octets, and brings " + octets.length());
        require(
                length > 0 && length <= most,
                "a read brings 1 to " + most + " octets; with none it is eof or err EAGAIN");
        return new Result.Data(octets);
    }

    /** {@code ok in rdhup}; a bare {@code ok} when it is ready for nothing. */
    private static Result ready(String answer) {
        Set<Readiness> events = EnumSet.noneOf(Readiness.class);
        for (String word : answer.equals("ok") ? new String[0] : rest(answer).split(" ", -1)) {
            events.add(readiness(word));
        }
        return new Result.Ready(events);
    }

    private static Readiness readiness(String word) {
        for (Readiness event : Readiness.values()) {
            if (event.word().equals(word)) {
                return event;
            }
        }
        throw new IllegalArgumentException("poll does not say '" + Transcript.quote(word) + "'");
    }

    private static State state(String name) {
        for (State state : State.values()) {
            if (state.toString().equals(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state is called " + Transcript.quote(name));
    }

    private static Errno errno(String name) {
        for (Errno errno : Errno.values()) {
            if (errno.name().equals(name)) {
                return errno;
            }
        }
        throw new IllegalArgumentException("no error that the kit knows is called " + Transcript.quote(name));
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
