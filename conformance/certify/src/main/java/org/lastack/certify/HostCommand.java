package org.lastack.certify;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.lastack.machine.Settings;
import org.lastack.stacks.linux.LinuxLauncher;
import org.lastack.stacks.linux.ReferenceOnTun;
import org.lastack.tcp.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastack host}: the reference as a host of its own, for real clients to meet. */
@Command(
        name = "host",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack host [OPTIONS]%n       lastack host [OPTIONS] -- PROGRAM [ARGUMENTS]",
        descriptionHeading = "%n",
        description = {
            "Puts the reference on a TUN device in a private network namespace, with a small HTTP service on 192.0.2.1.",
            "A program after -- runs in that namespace, for example: lastack host -- curl http://192.0.2.1/1M -o /dev/null",
            "Without one it stays until Ctrl-C and says how to get in.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:the program ended well, or Ctrl-C",
            "  2:wrong usage, or no device here",
            "other:the program's own"
        })
final class HostCommand implements Callable<Integer> {
    private final PrintStream out;
    private final boolean dashes;
    private final List<String> program;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "80",
            description = "of the service (default ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--drop",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "lose so many of a hundred packets, each way (default ${DEFAULT-VALUE})")
    private int drop;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "which packets are lost (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "linux",
            description = "rfc9293 or linux (default ${DEFAULT-VALUE})")
    private String preset = "linux";

    HostCommand(PrintStream out, boolean dashes, List<String> program) {
        this.out = out;
        this.dashes = dashes;
        this.program = List.copyOf(program);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (dashes && program.isEmpty()) {
            throw new Problem("no program after --");
        }
        if (drop < 0 || drop > 90) {
            throw new Problem("--drop must be 0 to 90 percent, not " + drop);
        }
        if (port < 1 || port > 65535) {
            throw new Problem("--port must be 1 to 65535, not " + port);
        }
        Settings settings = settings();
        if (LinuxLauncher.needed()) {
            Interruption.handOn();
            return LinuxLauncher.relaunch();
        }
        try (ReferenceOnTun reference = ReferenceOnTun.open(settings, port, drop, seed)) {
            return program.isEmpty() ? stay(reference) : run(reference);
        }
    }

    private Settings settings() {
        return switch (preset) {
            case "rfc9293" -> Settings.rfc9293();
            case "linux" -> Settings.linux();
            default -> throw new Problem("no preset is called " + preset + "; there are rfc9293 and linux");
        };
    }

    private int run(ReferenceOnTun reference) throws InterruptedException {
        Process process;
        try {
            process = reference.start(program);
        } catch (IOException e) {
            throw new Problem("cannot start " + program.get(0) + ": is it installed, and spelt right?");
        }
        try {
            int code = process.waitFor();
            check(reference);
            out.println("the reference: " + show(reference.ours()));
            out.println("the kernel:    " + show(reference.kernels()));
            return code;
        } finally {
            process.destroy();
        }
    }

    private int stay(ReferenceOnTun reference) throws InterruptedException {
        out.println(
                "The reference listens on 192.0.2.1 port " + port + ". Get into its network from another terminal:");
        out.println("  nsenter "
                + (LinuxLauncher.inside()
                        ? "--user --preserve-credentials -t "
                                + ProcessHandle.current().pid() + " "
                        : "")
                + "--net=" + reference.namespaceFile() + " curl http://192.0.2.1"
                + (port == 80 ? "" : ":" + port) + "/1M -o /dev/null");
        out.println("Ctrl-C ends it.");
        String before = "";
        while (true) {
            Thread.sleep(500);
            check(reference);
            String table = show(reference.ours());
            if (!table.equals(before)) {
                out.println(table);
                before = table;
            }
        }
    }

    private static void check(ReferenceOnTun reference) {
        RuntimeException failure = reference.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private static String show(Map<State, Integer> states) {
        if (states.isEmpty()) {
            return "no connection";
        }
        StringBuilder text = new StringBuilder();
        states.forEach((state, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(count)
                .append(' ')
                .append(state));
        return text.toString();
    }
}
