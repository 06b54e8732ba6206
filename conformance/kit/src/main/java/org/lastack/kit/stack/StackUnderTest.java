package org.lastack.kit.stack;

import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;

/**
 * The one interface that a TCP implementation needs to be certified. The kit makes calls from above, hands in packets from
 * the wire, and hears what the stack sends through {@link Output}. All methods are called from one thread.
 *
 * <p>With a virtual clock nothing may happen outside these methods: packets and late results are given to the output
 * while a method runs. With a wall clock they may come at any time, from any one thread.
 */
public interface StackUnderTest extends AutoCloseable {
    /** Says what the stack is and what it claims. The answer never changes. */
    Profile profile();

    /** Connects the stack to the kit; called once, before everything else but {@link #profile} . */
    void attach(Output output);

    /**
     * Sets a knob by its Linux name, before the first call.
     *
     * @return false when the stack has no such knob; the scenario is then not applicable
     */
    boolean set(String knob, long value);

    /** Makes a call; never blocks. {@link Result.Pending} promises a later {@link Output#done}. */
    Result call(int socket, Call call);

    /** Hands an IPv4 or IPv6 packet to the stack, as octets that need not be well formed. */
    void deliver(Bytes packet);

    /**
     * Lets virtual time pass, at most so many microseconds, and stops early at the instant at which the stack says
     * something, so that everything it says has its exact time. Never called with a wall clock.
     *
     * @return how many microseconds really passed; fewer than asked only if something was said
     */
    long advance(long micros);

    /**
     * Gives the output everything that the stack has said up to now, before it returns. A stack whose word comes through a
     * thread of its own should offer this: on a busy machine that thread may be late, and silence is judged.
     */
    default void catchUp() {}

    /** Frees everything. Does not throw. */
    @Override
    void close();

    /** Where a stack says what it does by itself. */
    interface Output {
        /** The stack sends this IP packet. */
        void packet(Bytes octets);

        /** A pending call completed. */
        void done(int socket, Result result);
    }
}
