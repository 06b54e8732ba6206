package org.lastack.site;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.Recorded;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.StandardOutput;
import org.lastack.lessons.engine.LessonException;
import org.lastack.site.lesson.WrongLessonsException;
import org.lastack.site.serve.Server;
import org.lastack.stacks.ProjectFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code lastack site}: writes the site. */
@Command(
        name = "site",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "lastack site [--out DIR] [--report FILE]...",
            "lastack site --serve [--port N] [--out DIR] [--report FILE]..."
        },
        description = {
            "",
            "Writes the site, which can be read from disk or from any web server. With --serve it is served to this"
                    + " machine alone, and what stands in the lessons can be changed and run.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:it is written",
            "  1:a lesson does not show what it says",
            "  2:wrong usage, or the port is taken"
        })
public final class Main implements Callable<Integer> {
    static final int DONE = 0;
    static final int WRONG_LESSON = 1;
    static final int USAGE = 2;
    private static final int MOST_PORT = 65535;

    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--out", paramLabel = "DIR", description = "where to write it (default: site/target/site)")
    private @Nullable Path folder;

    @Option(names = "--serve", description = "serve it, until Ctrl-C ends it")
    private boolean serve;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "where to serve it, 0 for any port that is free (default: " + Server.PORT + ")")
    private @Nullable Integer port;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "a report.json of a certification, to be shown beside the stacks that are there (may be repeated)")
    private List<Path> reports = new ArrayList<>();

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command and leaves with its exit code. */
    public static void main(String[] args) {
        StandardOutput standard = StandardOutput.ofProcess();
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(standard.end(run(standard.stream(), err, args), err));
    }

    /** Runs the command and returns its exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Main(out, err));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, a) -> {
            String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            err.println("lastack: " + what + "; 'lastack site --help' shows what there is");
            return USAGE;
        });
        line.setExecutionExceptionHandler((e, l, r) -> failed(err, e));
        try {
            return line.execute(args);
        } catch (StandardOutput.Lost e) {
            return USAGE; // the process tells it at its end
        }
    }

    private static int failed(PrintStream err, Exception e) {
        if (e instanceof WrongLessonsException) {
            err.println(e.getMessage());
            err.println("lastack: a lesson does not show what it says; the site was not written");
            return WRONG_LESSON;
        }
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (e instanceof SiteProblem || e instanceof LessonException) {
            err.println("lastack: " + e.getMessage());
        } else if (cause instanceof IOException io) {
            err.println("lastack: " + Reasons.withFile(io));
        } else {
            err.println("lastack: a mistake in lastack itself:");
            e.printStackTrace(err);
        }
        return USAGE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int number = port == null ? Server.PORT : port;
        if (number < 0 || number > MOST_PORT || port != null && !serve) {
            throw new SiteProblem("--port is a number up to " + MOST_PORT + ", and goes with --serve");
        }
        if (folder != null && folder.toString().isEmpty() || reports.contains(Path.of(""))) {
            throw new SiteProblem("a file or folder without a name");
        }
        Path where = folder != null ? folder : ProjectFolder.resolve("site/target/site");
        if (serve) {
            return serve(where, number);
        }
        write(where);
        out.println(where.toAbsolutePath().normalize().resolve("index.html").toUri());
        return DONE;
    }

    private void write(Path where) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        List<Report> read = read(reports);
        int pages = new Site(() ->
                        err.println("lastack: running the lessons; the next time what they showed is there already"))
                .write(where, read);
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        err.println("lastack: " + pages + " pages written in " + seconds + " s");
    }

    /** The port is taken before the site is written: who must choose another one need not wait for that. */
    private Integer serve(Path where, int number) throws IOException, InterruptedException {
        Files.createDirectories(where);
        Server server = Server.start(where, number);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        write(where);
        err.println("lastack: served to this machine alone; open this address. Ctrl-C ends it.");
        out.println(server.address());
        new CountDownLatch(1).await();
        return DONE;
    }

    private static List<Report> read(List<Path> files) {
        List<Report> read = new ArrayList<>();
        for (Path file : files) {
            try {
                read.add(Recorded.read(file));
            } catch (IOException e) {
                throw new SiteProblem("cannot read " + file + "; --report wants the report.json of a certification");
            } catch (IllegalArgumentException e) {
                throw new SiteProblem(String.valueOf(e.getMessage()));
            }
        }
        return read;
    }
}
