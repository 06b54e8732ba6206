package org.lastack.certify;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastack.audit.Audit;
import org.lastack.audit.Cause;
import org.lastack.audit.Ending;
import org.lastack.audit.Survey;
import org.lastack.capture.Frame;
import org.lastack.tcp.IpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lastack audit}: how the connections of a capture ended, and why. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack audit FILE... [OPTIONS]%n       tcpdump -w - ... | lastack audit - [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Says of each connection in a capture how it ended and why, with the packets that show it: who closed first, what a reset",
            "means, what was never answered. What the capture cannot tell is said, with the reason.",
            "FILE is pcap or pcapng, packed with gzip or not; - is standard input. Several files are parts of one capture.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:the capture was read, whatever is in it",
            "  1:a connection ended for a reason that --fail-on names",
            "  2:wrong usage, or a file that cannot be read",
            "130:interrupted"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int FRAMES_BETWEEN_LOOKS = 4096;

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;

    @Parameters(index = "0", arity = "1..*", paramLabel = "FILE", description = "a capture, or - for standard input")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--connection",
            paramLabel = "N",
            description = "draw the connection of this number in the table, and say what is known of it")
    private int connection;

    @Option(names = "--link", description = "with --connection: the link that plays it in the playground of the site")
    private boolean link;

    @Option(
            names = "--summary",
            description = "count the endings, by reason, by port and by address, instead of listing them")
    private boolean summary;

    @Option(names = "--json", description = "write all of it as JSON, a line for each connection")
    private boolean json;

    @Option(
            names = "--long",
            description = "say the whole sentence of each connection (else only where a few are listed)")
    private boolean sentences;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "list at most so many connections (default: ${DEFAULT-VALUE})")
    private int most = 50;

    @Option(names = "--address", paramLabel = "ADDRESS", description = "only connections of this address")
    private @Nullable String address;

    @Option(names = "--port", paramLabel = "PORT", description = "only connections with this port at either end")
    private int port = -1;

    @Option(
            names = "--reason",
            split = ",",
            paramLabel = "REASON",
            description = "only connections with one of these reasons, by their words in the brackets of the table")
    private List<String> reasons = new ArrayList<>();

    @Option(
            names = "--fail-on",
            split = ",",
            paramLabel = "REASON",
            description = "exit code 1 when a connection that is listed or counted ended for one of these reasons")
    private List<String> failOn = new ArrayList<>();

    @Option(
            names = "--rules",
            description = "judge the end at which it was captured by the rules that packets alone can break")
    private boolean rules;

    @Option(
            names = "--annotate",
            paramLabel = "OUT",
            description = "write the capture once more, as pcapng with what is said as comments on packets")
    private @Nullable Path annotated;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "write a page there, index.html: the connections, each with its diagram")
    private @Nullable Path folder;

    @Option(
            names = "--at",
            paramLabel = "PLACE",
            description = "where it was captured: client, server or path (default: inferred from round trips)")
    private @Nullable String at;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    private boolean failed;

    AuditCommand(PrintStream out, PrintStream err, InputStream in) {
        this.out = out;
        this.err = err;
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        Filter filter = new Filter(ip(address), port, causes("--reason", reasons));
        Set<Cause> failing = causes("--fail-on", failOn);
        check();
        Terminal terminal = Terminal.of(!noColour);
        Hearing hearing = new Hearing(filter, failing, terminal);
        hearing.audit.at(point());
        List<String> flaws = read(hearing.audit, terminal);
        hearing.audit.end();
        hearing.end(flaws);
        return failed ? Main.NOT_CERTIFIED : Main.CERTIFIED;
    }

    /** Hears how connections ended, and hands that on to whatever was asked for. */
    private final class Hearing {
        private final Audit audit = new Audit(this::ending, rules || folder != null ? Audit.ALL : connection);
        private final Filter filter;
        private final Set<Cause> failing;
        private final AuditReport report;
        private final @Nullable AuditPage page;
        private final Map<Long, String> comments = new HashMap<>();

        Hearing(Filter filter, Set<Cause> failing, Terminal terminal) {
            this.filter = filter;
            this.failing = failing;
            this.page = folder == null ? null : new AuditPage(folder);
            this.report = json
                    ? new AuditJson(out)
                    : connection > 0
                            ? new AuditDrawing(out, terminal, connection, link)
                            : rules
                                    ? new AuditRules(
                                            out, terminal, () -> audit.survey().point())
                                    : summary
                                            ? new AuditSummary(out, terminal)
                                            : new AuditTable(out, terminal, most, sentences);
        }

        private void ending(Ending ending) {
            if (!filter.shows(ending)) {
                return;
            }
            failed |= ending.reasons().stream().anyMatch(r -> failing.contains(r.cause()));
            report.ending(ending);
            if (page != null) {
                page.ending(ending);
            }
            if (annotated != null) {
                AnnotatedCapture.note(ending, comments);
            }
        }

        void end(List<String> flaws) throws IOException {
            report.end(audit.survey(), flaws);
            if (page != null) {
                page.write(audit.survey(), flaws);
            }
            if (annotated != null) {
                annotate(annotated, comments);
            }
        }
    }

    /** Reads the files a second time, since what is said of a packet may be known only after later ones. */
    private void annotate(Path file, Map<Long, String> comments) {
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
            AnnotatedCapture capture = new AnnotatedCapture(to, comments);
            long frames = 0;
            for (String name : files) {
                try (CaptureInput input = new CaptureInput(name, in)) {
                    for (Frame frame = input.next(); frame != null; frame = input.next()) {
                        frames++;
                        capture.frame(numbered(frame, frames));
                    }
                }
            }
        } catch (IOException e) {
            throw new Problem("--annotate: cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Several files are one capture, and so are the numbers of their packets. */
    private static Frame numbered(Frame frame, long number) {
        return new Frame(number, frame.at(), frame.link(), frame.octets(), frame.length());
    }

    private void check() {
        if (connection < 0 || most < 0) {
            throw new Problem((connection < 0 ? "--connection" : "--most") + " is a number from 1 on");
        }
        if (port != -1 && (port < 0 || port > 65_535)) {
            throw new Problem("no port is called " + port);
        }
        if (summary && connection > 0) {
            throw new Problem("give --summary or --connection, not both");
        }
        if (link && connection == 0) {
            throw new Problem("--link goes with --connection N");
        }
        if (rules && (json || summary || connection > 0)) {
            throw new Problem("give --rules without --json, --summary and --connection");
        }
        if (annotated != null && files.contains("-")) {
            throw new Problem(
                    "--annotate reads the capture twice, which standard input cannot be: write it into a file first");
        }
        if (files.stream().filter("-"::equals).count() > 1) {
            throw new Problem("standard input (-) can be read only once");
        }
    }

    private static @Nullable IpAddress ip(@Nullable String word) {
        try {
            return word == null ? null : IpAddress.of(word);
        } catch (IllegalArgumentException e) {
            throw new Problem("--address: " + e.getMessage());
        }
    }

    private Survey.Point point() {
        if (at == null) {
            return Survey.Point.UNKNOWN;
        }
        for (Survey.Point point : Survey.Point.values()) {
            if (point != Survey.Point.UNKNOWN && point.word().equals(at)) {
                return point;
            }
        }
        throw new Problem("--at: no place is called " + at + "; there are client, server and path");
    }

    private static Set<Cause> causes(String option, List<String> words) {
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        for (String word : words) {
            Cause cause = Cause.find(word);
            if (cause == null) {
                List<String> all = new ArrayList<>();
                for (Cause one : Cause.values()) {
                    all.add(one.word());
                }
                throw new Problem(option + ": no reason is called " + word + "; there are " + String.join(", ", all));
            }
            causes.add(cause);
        }
        return causes;
    }

    /** Reads all files and returns what is wrong with them. */
    private List<String> read(Audit audit, Terminal terminal) throws IOException {
        List<String> flaws = new ArrayList<>();
        long frames = 0;
        long before = 0;
        long size = size();
        try (Progress progress = new Progress(err, terminal, false)) {
            for (String file : files) {
                try (CaptureInput input = new CaptureInput(file, in)) {
                    for (Frame frame = input.next(); frame != null; frame = input.next()) {
                        frames++;
                        audit.frame(numbered(frame, frames));
                        if (frames % FRAMES_BETWEEN_LOOKS == 0) {
                            progress.at(part(before + input.octets(), size) + ", " + frames + " packets");
                        }
                    }
                    before += input.octets();
                    if (!input.flaw().isEmpty()) {
                        flaws.add(input.name() + ": " + input.flaw());
                    }
                    audit.dropped(input.reader().dropped());
                }
            }
        }
        return flaws;
    }

    private static String part(long octets, long size) {
        return "reading: "
                + (size == 0 ? (octets >> 20) + " MB" : 100 * octets / size + " % of " + (size >> 20) + " MB");
    }

    /** How many octets all files have together; 0 where that is not known. */
    private long size() {
        long sum = 0;
        for (String file : files) {
            try {
                sum += file.equals("-") ? 0 : Files.size(FileWord.path(file));
            } catch (IOException e) {
                return 0; // it is said when the file is opened
            }
        }
        return files.contains("-") ? 0 : sum;
    }

    /** Which connections are wanted. */
    private record Filter(@Nullable IpAddress address, int port, Set<Cause> causes) {
        boolean shows(Ending e) {
            boolean here = address == null
                    || e.client().address().equals(address)
                    || e.server().address().equals(address);
            boolean there = port < 0 || e.client().port() == port || e.server().port() == port;
            return here
                    && there
                    && (causes.isEmpty() || e.reasons().stream().anyMatch(r -> causes.contains(r.cause())));
        }
    }
}
