package org.lastack.stacks.linux;

import java.nio.file.Path;
import java.time.Duration;
import org.lastack.host.Call;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.tcp.Flags;

/** A program of its own for the tests that need another process: started again inside a namespace when it has to be. */
public final class Probe {
    /** An exit code that nothing else gives. */
    static final int DONE = 77;

    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("turn")) {
            turn(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
            return;
        }
        try {
            if (LinuxLauncher.needed()) {
                System.exit(LinuxLauncher.relaunch());
            }
            try (LinuxStack stack = LinuxStack.open()) {
                run(stack, arguments);
            }
        } catch (StackUnavailableException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
        System.exit(DONE);
    }

    /** Keeps a turn until the end of its input. */
    @SuppressWarnings("try")
    private static void turn(String kind, Path own, Path shared) throws Exception {
        Duration patience = Duration.ofSeconds(30);
        try (KernelTurn turn = kind.equals("alone")
                ? KernelTurn.alone(own, shared, patience, System.out::println)
                : KernelTurn.shared(shared, patience, System.out::println)) {
            System.out.println("has");
            while (System.in.read() >= 0) {}
        }
    }

    private static void run(LinuxStack stack, String[] arguments) throws Exception {
        if (arguments[0].equals("nothing")) {
            return;
        }
        if (arguments[0].equals("orphans")) {
            stack.set(OrphanLimit.KNOB, Long.parseLong(arguments[1]));
            System.out.println("set");
            Thread.sleep(60_000);
            return;
        }
        Wire wire = Wire.to(stack, false, 40_000, 8080);
        stack.call(1, new Call.Listen(wire.theirs(), 8080));
        wire.send(Flags.SYN);
        System.out.println(wire.next() + " lone " + stack.profile().loneKnobs() + " " + String.join(" ", arguments));
    }
}
