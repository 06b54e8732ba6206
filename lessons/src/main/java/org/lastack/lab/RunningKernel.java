package org.lastack.lab;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lastack.host.Call;
import org.lastack.host.Result;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.LinuxStack;
import org.lastack.tcp.Time;
import org.lastack.world.Side;

/**
 * The running kernel, in a network namespace of its own. Time is real: a thread carries the packets and runs the peer's timers,
 * whatever the lesson does meanwhile.
 */
final class RunningKernel extends KernelWorld {
    private static final long PATIENCE = 2 * Time.MINUTE;
    private static final long NAP_MS = 2;
    private static final long LONGEST_WAIT = Time.ms(100);

    private final long zero = System.nanoTime();
    private final Thread driver = new Thread(this::drive, "lastack-lab");
    private volatile @Nullable Throwable broken;

    private RunningKernel(Side kernel, LinuxStack stack, long delay) {
        super(kernel, stack, delay);
    }

    /**
     * Sets up the kernel and its peer.
     *
     * @throws StackUnavailableException when this system or its permissions do not allow it
     */
    static RunningKernel open(Side kernel, long delay) throws StackUnavailableException {
        RunningKernel world = new RunningKernel(kernel, LinuxStack.open(), delay);
        world.stack().attach(world.new Ear());
        world.driver.setDaemon(true);
        world.driver.start();
        return world;
    }

    @Override
    public long now() {
        return (System.nanoTime() - zero) / 1000;
    }

    @Override
    public void run(long micros) {
        long end = now() + micros;
        runUntil(() -> now() >= end, micros);
    }

    @Override
    public boolean runUntil(BooleanSupplier condition, long most) {
        long end = now() + most;
        while (!condition.getAsBoolean()) {
            requireDriver();
            if (now() >= end) {
                return condition.getAsBoolean();
            }
            try {
                Thread.sleep(NAP_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized Result call(Side who, int socket, Call call) {
        requireDriver();
        return super.call(who, socket, call);
    }

    @Override
    public long patience() {
        return PATIENCE;
    }

    private void drive() {
        try {
            while (!isClosed()) {
                long wait = Math.max(0, Math.min(step() - now(), LONGEST_WAIT));
                LockSupport.parkNanos(wait * 1000);
            }
        } catch (RuntimeException | Error e) {
            broken = e;
        }
    }

    @Override
    void wake() {
        LockSupport.unpark(driver);
    }

    /** Without the driver nothing would ever come, and who waits for it would wait in vain. */
    private void requireDriver() {
        Throwable died = broken;
        if (died != null) {
            throw new IllegalStateException("the thread that carries the packets died: " + died, died);
        }
    }
}
