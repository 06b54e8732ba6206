package org.lastack.kit.stack;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Errno;
import org.lastack.host.Result;
import org.lastack.tcp.Bytes;

/**
 * A stack in this process, held to its contract as the line protocol holds a program to it: whatever it breaks, a {@link
 * ContractException} says what.
 */
public final class Guarded implements StackUnderTest {
    /** Of what a stack threw, so many lines are evidence. */
    private static final int MOST_LINES = 12;

    private final StackUnderTest inner;
    private final Profile profile;
    private @Nullable Thread inside;
    private volatile @Nullable ContractException outside;

    public Guarded(StackUnderTest inner) {
        this.inner = inner;
        this.profile = guarded("profile", inner::profile);
    }

    /** Returns the feature without which a stack may refuse this call for good; null when each may. */
    public static @Nullable Feature featureOf(Call call) {
        if (call instanceof Call.SetOption c) {
            return switch (c.option()) {
                case LINGER -> Feature.LINGER;
                case LINGER2 -> Feature.ORPHAN;
                case USER_TIMEOUT -> Feature.USERTIMEOUT;
                case KEEPALIVE -> Feature.KEEPALIVE;
                default -> null;
            };
        }
        if (call instanceof Call.Shutdown c) {
            return c.how() == Call.How.WR ? Feature.HALFCLOSE : null;
        }
        if (call instanceof Call.Receive || call instanceof Call.Poll || call instanceof Call.TakeError) {
            return Feature.SOCKETS;
        }
        return call instanceof Call.Abort ? Feature.ABORT : call instanceof Call.Status ? Feature.STATUS : null;
    }

    /** Returns the feature that a stack claims and for which it refuses the call all the same; null when it does not. */
    public static @Nullable Feature refused(Profile profile, Call call, Result result) {
        Feature claimed = featureOf(call);
        boolean refused = result.is(Errno.EOPNOTSUPP) || result.is(Errno.ENOPROTOOPT);
        return refused && claimed != null && profile.has(claimed) ? claimed : null;
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public void attach(Output output) {
        run(
                "attach",
                () -> inner.attach(new Output() {
                    @Override
                    public void packet(Bytes octets) {
                        if (inTurn("a packet")) {
                            output.packet(octets);
                        }
                    }

                    @Override
                    public void done(int socket, Result result) {
                        if (inTurn("a late result")) {
                            output.done(socket, result);
                        }
                    }
                }));
    }

    /** With a virtual clock a stack speaks while it is spoken to: that it did otherwise is told with the next command. */
    private boolean inTurn(String what) {
        if (profile.clock() == Profile.Clock.VIRTUAL && inside != Thread.currentThread()) {
            outside = new ContractException(
                    "the stack gave " + what + " outside of all methods, though its clock is virtual");
            return false;
        }
        return true;
    }

    @Override
    public boolean set(String knob, long value) {
        return guarded("set", () -> inner.set(knob, value));
    }

    @Override
    public Result call(int socket, Call call) {
        Result result = guarded("call", () -> inner.call(socket, call));
        boolean mayBePending =
                call instanceof Call.Connect || call instanceof Call.Receive || call instanceof Call.Close;
        if (result instanceof Result.Pending && !mayBePending) {
            throw new ContractException("the stack answers " + call.show()
                    + " with pending, which only connect, receive" + " and close may be");
        }
        Feature claimed = refused(profile, call, result);
        if (claimed != null) {
            throw new ContractException("the stack claims " + claimed.word() + ", and refuses " + call.show());
        }
        return result;
    }

    @Override
    public void deliver(Bytes packet) {
        run("deliver", () -> inner.deliver(packet));
    }

    @Override
    public long advance(long micros) {
        return guarded("advance", () -> inner.advance(micros));
    }

    @Override
    public void catchUp() {
        run("catchUp", inner::catchUp);
    }

    @Override
    public void close() {
        run("close", inner::close);
    }

    private void run(String method, Runnable what) {
        guarded(method, () -> {
            what.run();
            return true;
        });
    }

    private <T> T guarded(String method, Supplier<? extends @Nullable T> what) {
        Thread before = inside;
        inside = Thread.currentThread();
        T result;
        try {
            result = what.get();
        } catch (ContractException e) {
            throw e; // of the kit, to whom the stack was speaking
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            String trace = Arrays.stream(e.getStackTrace())
                    .limit(MOST_LINES)
                    .map(line -> "    at " + line + "\n")
                    .collect(Collectors.joining());
            throw new ContractException("the stack threw " + e + " in " + method + "()", trace);
        } finally {
            inside = before;
        }
        ContractException broken = outside;
        if (broken != null) {
            throw broken;
        }
        if (result == null) {
            throw new ContractException("the stack returned null from " + method + "()");
        }
        return result;
    }
}
