package org.lastack.certify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.report.Text;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.stacks.kernel.Kernels;
import org.lastack.stacks.line.Limits;
import org.lastack.stacks.line.LineProtocolStacks;
import org.lastack.stacks.line.Protocol;
import org.lastack.stacks.line.Shim;
import org.lastack.stacks.linux.LinuxStack;

/**
 * A stack that can be named on the command line.
 *
 * @param label a word that tells it from the others of a run
 * @param words what names it on the command line, before the options
 * @param program what names it after the options, with {@code --}; or empty
 * @param opener makes it ready
 * @param virtualTries tries a rule when nothing else is asked for and the clock is virtual
 * @param known the files of known deviations that come with it
 * @param patience what {@code --patience} was given, or null
 */
record Target(
        String label,
        List<String> words,
        List<String> program,
        Supplier<Open> opener,
        int virtualTries,
        List<Path> known,
        @Nullable String patience) {
    /** With a wall clock all tries wait at the same time; this many of each rule make some hundred scenarios. */
    private static final int WALL_TRIES = 16;

    private static final int REFERENCE_TRIES = 500;

    /** As many as a suite class has. */
    private static final int JAVA_TRIES = 200;

    private static final String NAMES = "reference, linux, linux-6.12, linux=PATH, lwip, gvisor and slirp";

    /** A scenario costs a program more than it costs a stack in this process. */
    private static final int PROGRAM_TRIES = 60;

    /**
     * A stack that is ready.
     *
     * @param stacks makes a fresh instance
     * @param end frees what the instances share
     * @param users how many may ask for an instance at the same time, to get on sooner
     */
    record Open(Profile profile, Supplier<? extends StackUnderTest> stacks, Runnable end, int users)
            implements AutoCloseable {
        Open(Profile profile, Supplier<? extends StackUnderTest> stacks, Runnable end) {
            this(profile, stacks, end, 1);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /**
     * Finds what is meant.
     *
     * @param name the name of a stack; null when a program is given, or for the reference
     * @param preset a preset of the reference, or null for all
     * @param program a program and its arguments, or empty
     * @throws Problem when there is no such stack
     */
    static List<Target> of(@Nullable String name, @Nullable String preset, List<String> program) {
        return of(name, preset, program, null);
    }

    /**
     * Finds what is meant.
     *
     * @param patience how long an answer of a program may take, as {@link Patience} reads it, or null
     * @throws Problem when there is no such stack, or it has no use for patience
     */
    static List<Target> of(
            @Nullable String name, @Nullable String preset, List<String> program, @Nullable String patience) {
        return of(name, preset, program, patience, Protocol.NONE);
    }

    /**
     * Finds what is meant.
     *
     * @param protocol where what a program says, and is told, is written down
     * @throws Problem when there is no such stack, or it has no use for patience
     */
    static List<Target> of(
            @Nullable String name,
            @Nullable String preset,
            List<String> program,
            @Nullable String patience,
            Protocol protocol) {
        if (name != null && !program.isEmpty()) {
            throw new Problem("give a STACK or a program after --, not both");
        }
        if (name != null && name.isEmpty()) {
            throw new Problem("STACK is empty; there are " + NAMES);
        }
        String stack = name == null ? program.isEmpty() ? "reference" : "" : name;
        if (preset != null && !stack.equals("reference")) {
            throw new Problem("--preset belongs to the reference; no other stack has presets");
        }
        Limits limits = patience == null ? Limits.DEFAULT : Limits.DEFAULT.withAnswer(Patience.of(patience));
        if (patience != null && (stack.equals("reference") || stack.equals("linux"))) {
            throw new Problem("--patience is for programs that answer line by line; " + stack + " is none");
        }
        if (protocol != Protocol.NONE && (stack.equals("reference") || stack.equals("linux"))) {
            throw new Problem("--log is for programs that answer line by line; " + stack + " is none");
        }
        return switch (stack) {
            case "reference" -> reference(preset);
            case "linux" ->
                List.of(new Target(
                        "linux",
                        List.of("linux"),
                        List.of(),
                        () -> open(LinuxStack::open),
                        WALL_TRIES,
                        List.of(LinuxStack.knownDeviations()),
                        null));
            case "" ->
                List.of(new Target(
                        "program",
                        List.of(),
                        program,
                        () -> open(program, limits, protocol),
                        PROGRAM_TRIES,
                        List.of(),
                        patience));
            default ->
                List.of(
                        Kernels.isNamedBy(stack)
                                ? kernel(stack, limits, patience, protocol)
                                : shim(stack, limits, patience, protocol));
        };
    }

    /** Returns the stack of ours that a report names with exactly these words; null when it is none of ours. */
    static @Nullable Target builtIn(List<String> words) {
        List<Target> all = new ArrayList<>(reference(null));
        all.addAll(of("linux", null, List.of()));
        for (Shim shim : Shim.values()) {
            all.addAll(of(shim.word(), null, List.of()));
        }
        // A tree is somebody's own: a report, which may come from anybody, does not have it built.
        words.stream()
                .filter(w -> Kernels.isNamedBy(w) && !w.contains("="))
                .forEach(w -> all.addAll(of(w, null, List.of())));
        return all.stream().filter(t -> t.words().equals(words)).findFirst().orElse(null);
    }

    /**
     * Finds a stack in Java.
     *
     * @param name the name of a class
     * @param places where it lies
     */
    static Target inJava(String name, String places) {
        return new Target(
                name.substring(name.lastIndexOf('.') + 1),
                List.of("--java", name, "--classpath", places),
                List.of(),
                () -> open(name, places),
                JAVA_TRIES,
                List.of(),
                null);
    }

    private static Open open(String name, String places) {
        JavaStack stacks = new JavaStack(name, places);
        try (StackUnderTest one = stacks.get()) {
            return new Open(one.profile(), stacks, stacks::close);
        }
    }

    /** Tells whether it is the kernel that runs this. */
    boolean onKernel() {
        return words.equals(List.of("linux"));
    }

    /** Tells whether it is a Linux, the running one or one that was built. */
    boolean isLinux() {
        return onKernel() || words.size() == 1 && Kernels.isNamedBy(words.get(0));
    }

    /** Returns the files of the differences between this Linux and the preset linux that are accepted. */
    List<Path> acceptedDifferences() {
        return onKernel() ? List.of(LinuxStack.acceptedDifferences()) : Kernels.acceptedDifferences(words.get(0));
    }

    private static List<Target> reference(@Nullable String preset) {
        List<Target> all = List.of(preset("rfc9293", ReferenceStack::rfc9293), preset("linux", ReferenceStack::linux));
        List<Target> chosen = all.stream()
                .filter(t -> preset == null || t.label().equals(preset))
                .toList();
        if (chosen.isEmpty()) {
            throw new Problem("no preset is called " + preset + "; the reference has rfc9293 and linux");
        }
        return chosen;
    }

    private static Target preset(String name, Supplier<StackUnderTest> stacks) {
        List<String> words = List.of("reference", "--preset", name);
        return new Target(name, words, List.of(), () -> open(stacks), REFERENCE_TRIES, List.of(), null);
    }

    private static Target shim(String word, Limits limits, @Nullable String patience, Protocol protocol) {
        Shim shim = Stream.of(Shim.values())
                .filter(s -> s.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Problem("no stack is called " + word + "; there are " + NAMES
                        + ", and any program: lastack certify -- PROGRAM"));
        return new Target(
                word,
                List.of(word),
                List.of(),
                () -> open(shim.command(), limits, protocol),
                PROGRAM_TRIES,
                List.of(shim.knownDeviations()),
                patience);
    }

    private static Target kernel(String word, Limits limits, @Nullable String patience, Protocol protocol) {
        return new Target(
                word.contains("=") ? "linux" : word,
                List.of(word),
                List.of(),
                () -> open(built(word), limits, protocol, Runtime.getRuntime().availableProcessors()),
                PROGRAM_TRIES,
                Kernels.knownDeviations(word),
                patience);
    }

    private static List<String> built(String word) {
        BuildProgress progress = new BuildProgress(System.err, Terminal.of(false));
        try {
            return Kernels.program(word, progress);
        } finally {
            progress.wipe();
        }
    }

    private static Open open(Supplier<? extends StackUnderTest> stacks) {
        try (StackUnderTest one = stacks.get()) {
            return new Open(one.profile(), stacks, () -> {});
        }
    }

    private static Open open(List<String> command, Limits limits, Protocol protocol) {
        return open(command, limits, protocol, 1);
    }

    private static Open open(List<String> command, Limits limits, Protocol protocol, int users) {
        LineProtocolStacks stacks = new LineProtocolStacks(command, limits, protocol, users);
        return new Open(stacks.profile(), stacks, stacks::close, users);
    }

    /** Returns everything that names it on the command line. */
    List<String> all() {
        List<String> all = new ArrayList<>(words);
        if (!program.isEmpty()) {
            all.add("--");
            all.addAll(program);
        }
        return all;
    }

    Report.Stack described(Profile profile) {
        return Reporting.stack(label, all(), profile);
    }

    int tries(Profile profile) {
        return profile.clock() == Profile.Clock.WALL ? WALL_TRIES : virtualTries;
    }

    /** Returns the command line that tries one rule of this stack again. */
    String replay(String rule, CertifyRun run) {
        StringBuilder line = new StringBuilder("./lastack certify");
        words.forEach(w -> line.append(' ').append(Text.quoted(w)));
        line.append(" --rules ").append(rule);
        line.append(" --seed ").append(run.seed()).append(" --tries ").append(run.tries());
        line.append(run.thorough() ? " --thorough" : "");
        line.append(patience == null ? "" : " --patience " + patience);
        if (!program.isEmpty()) {
            line.append(" --");
            program.forEach(w -> line.append(' ').append(Text.quoted(w)));
        }
        return line.toString();
    }
}
