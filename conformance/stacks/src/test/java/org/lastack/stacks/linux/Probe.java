package org.lastack.stacks.linux;

import org.lastack.host.Call;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.tcp.Flags;

/** A program of its own for the tests that need another process: started again inside a namespace when it has to be. */
public final class Probe {
    /** An exit code that nothing else gives. */
    static final int DONE = 77;

    private Probe() {}

    public static void main(String[] arguments) throws Exception {
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

    private static void run(LinuxStack stack, String[] arguments) throws Exception {
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
