package org.lastack.certify;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code lastack}: everything a person starts from a terminal is a subcommand of it. */
@Command(
        name = "lastack",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "How TCP connections end: certifies that a stack ends them correctly.")
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Runs the command and leaves with its exit code: 0 certified, 1 not certified, 2 usage, 3 the stack broke the contract. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** Without a subcommand: says what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version of the jar, the Java that runs it and the system. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "lastack " + (version == null ? "(from classes)" : version),
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
            };
        }
    }
}
