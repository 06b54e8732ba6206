package org.lastack.lab;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.kernel.VirtualKernel;
import org.lastack.stacks.linux.KernelConnection;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/** A kernel that was built for user mode. Its time is virtual, and jumps: a minute of TIME-WAIT takes a millisecond. */
final class BuiltKernel extends KernelWorld {
    private static final long PATIENCE = 24 * 60 * Time.MINUTE;

    /** To so much the kernel's table says when a timer goes off. */
    private static final long TICK = Time.ms(10);

    private long now;

    private BuiltKernel(Side kernel, VirtualKernel stack, long delay) {
        super(kernel, stack, delay);
    }

    /**
     * Boots the kernel and sets up its peer.
     *
     * @throws StackUnavailableException when it cannot be started
     */
    static BuiltKernel open(List<String> command, Side kernel, long delay) throws StackUnavailableException {
        BuiltKernel world = new BuiltKernel(kernel, new VirtualKernel(command), delay);
        world.stack().attach(world.new Ear());
        return world;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void run(long micros) {
        long end = now + micros;
        while (now < end) {
            advance(end);
        }
        step();
    }

    @Override
    public boolean runUntil(BooleanSupplier condition, long most) {
        long end = now + most;
        while (!condition.getAsBoolean()) {
            if (now >= end) {
                return false;
            }
            advance(end);
        }
        return true;
    }

    /** What was done before it and what it does itself are at different times. */
    @Override
    public synchronized Result call(Side who, int socket, Call call) {
        Result result = super.call(who, socket, call);
        now++;
        return result;
    }

    /** Lets time pass to the next instant at which something may happen, and no further than to the end. */
    private void advance(long end) {
        long next = Math.min(Math.min(step(), end), now + timer());
        if (next > now) {
            now += stack().advance(next - now);
            sample();
        }
        step();
    }

    /** How long it is until a timer of the kernel goes off: it may do so in silence, as that of TIME-WAIT. */
    private long timer() {
        return stack().connections().stream()
                .filter(c -> !c.timer().isEmpty())
                .mapToLong(KernelConnection::left)
                .map(left -> Math.max(left, TICK))
                .min()
                .orElse(Time.NEVER - now);
    }

    @Override
    public long patience() {
        return PATIENCE;
    }

    @Override
    void wake() {
        // nobody sleeps: time passes only while somebody lets it
    }
}
