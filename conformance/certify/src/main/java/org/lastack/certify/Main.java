package org.lastack.certify;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.StandardOutput;
import org.lastack.kit.stack.ContractException;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.linux.LinuxLauncher;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code lastack}: everything a person starts from a terminal is a subcommand of it. */
@Command(
        name = "lastack",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description =
                "How TCP connections end: certifies that a stack ends them correctly, tells how those in a capture ended and what a host says about its own, and teaches it.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    static final int CERTIFIED = 0;
    static final int NOT_CERTIFIED = 1;
    static final int USAGE = 2;
    static final int BROKEN_CONTRACT = 3;
    static final int INTERRUPTED = 130;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Runs the command and leaves with its exit code: 0 certified, 1 not certified, 2 usage, 3 the stack broke the contract. */
    public static void main(String[] args) {
        System.setProperty("java.util.logging.config.class", Silence.class.getName());
        StandardOutput standard = StandardOutput.ofProcess();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Interruption interruption = Interruption.watch(err);
        int code;
        try {
            code = standard.end(run(standard.stream(), err, args), err);
        } finally {
            interruption.over();
        }
        System.exit(LinuxLauncher.exitCode(code));
    }

    /** Instead of a configuration: what libraries log is not for the person at the terminal. */
    public static final class Silence {}

    /** Runs the command and returns its exit code. What comes after {@code --} is a program and its arguments. */
    static int run(PrintStream out, PrintStream err, String... args) {
        List<String> words = Arrays.asList(args);
        int dashes = words.indexOf("--");
        List<String> program = dashes < 0 ? List.of() : words.subList(dashes + 1, words.size());
        CommandLine line = new CommandLine(new Main());
        CertifyCommand certify = new CertifyCommand(out, err, dashes >= 0, program);
        line.addSubcommand("certify", certify);
        line.addSubcommand("replay", new ReplayCommand(out, err, dashes >= 0, program));
        line.addSubcommand("shim-check", new ShimCheckCommand(out, dashes >= 0, program));
        line.addSubcommand("new-shim", new NewShimCommand(out));
        line.addSubcommand("diff", new DiffCommand(out));
        line.addSubcommand("compare", new CompareCommand(out, err, dashes >= 0, program));
        line.addSubcommand("matrix", new MatrixCommand(out, err));
        line.addSubcommand("audit", new AuditCommand(out, err, System.in));
        line.addSubcommand("doctor", new DoctorCommand(out));
        line.addSubcommand("kernels", new KernelsCommand(out));
        line.addSubcommand("mutants", new MutantsCommand(out, err));
        line.addSubcommand("lesson", new LessonCommand(out, err));
        line.addSubcommand("site", new SiteCommand());
        line.addSubcommand("host", new HostCommand(out, dashes >= 0, program));
        line.registerConverter(Path.class, new FileWord());
        line.setOut(writer(out)).setErr(writer(err));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, a) -> misused(err, e));
        line.setExecutionExceptionHandler((e, l, r) -> failed(err, e));
        try {
            return line.execute((dashes < 0 ? words : words.subList(0, dashes)).toArray(new String[0]));
        } catch (StandardOutput.Lost e) {
            return USAGE; // the process tells it at its end
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int misused(PrintStream err, CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        err.println("lastack: " + what + "; '" + command + " --help' shows what there is");
        return USAGE;
    }

    static int failed(PrintStream err, Exception e) {
        if (Interruption.happened()) {
            return INTERRUPTED;
        }
        if (e instanceof ContractException broken) {
            err.println("lastack: the stack broke the contract: " + e.getMessage());
            err.print(broken.evidence());
            return BROKEN_CONTRACT;
        }
        if (e instanceof Problem || e instanceof StackUnavailableException) {
            err.println("lastack: " + e.getMessage());
            return USAGE;
        }
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof IOException io) {
            err.println("lastack: " + Reasons.withFile(io));
            return USAGE;
        }
        err.println("lastack: a mistake in lastack itself:");
        e.printStackTrace(err);
        return USAGE;
    }

    /** Without a subcommand: says what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }

    /** The version of the jar, the Java that runs it and the system. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "lastack " + version(),
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
            };
        }
    }
}
