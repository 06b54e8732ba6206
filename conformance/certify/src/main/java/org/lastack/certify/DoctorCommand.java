package org.lastack.certify;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lastack.doctor.Doctor;
import org.lastack.doctor.Snapshot;
import org.lastack.doctor.host.HostException;
import org.lastack.doctor.host.HostReader;
import org.lastack.tcp.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lastack doctor}: what this running host says about how its connections end. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "lastack doctor [OPTIONS]",
        descriptionHeading = "%n",
        description = {
            "Looks at this running Linux and says what is wrong with how its TCP connections end: what is seen, what that means, which",
            "process, what to do, and what not to turn; the worst first. It reads sock_diag and /proc, and changes nothing. Any user",
            "may ask; who holds the sockets of other users only root sees. TIME is 10s, 500ms or 2m; a number alone is seconds.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:the host was looked at, whatever was found",
            "  2:wrong usage, or nothing can be read here",
            "130:interrupted"
        })
final class DoctorCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "look twice, so far apart: only then it shows which counters grow now")
    private @Nullable String span;

    @Option(names = "--watch", description = "look again and again until Ctrl-C, each time compared with the last")
    private boolean watch;

    @Option(names = "--interval", paramLabel = "TIME", description = "between two looks of --watch (default: 5s)")
    private @Nullable String interval;

    @Option(
            names = "--pid",
            paramLabel = "N",
            description = "look at the network namespace of this process, a container's for example")
    private @Nullable Long pid;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = {
                "how long a half-closed connection may be quiet before it counts as forgotten",
                "(default: 60s, as long as a peer that has closed waits in FIN-WAIT-2)"
            })
    private @Nullable String patience;

    @Option(names = "--json", description = "write all of it as JSON, a line for each look")
    private boolean json;

    @Option(names = "--no-color", description = "no colours (nor with NO_COLOR set)")
    private boolean noColour;

    DoctorCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        if (watch && span != null) {
            throw new Problem("give --watch or --for, not both");
        }
        if (interval != null && !watch) {
            throw new Problem("--interval is for --watch; how long to look once is --for");
        }
        if (pid != null && pid < 1) {
            throw new Problem("--pid is the number of a process, from 1 on");
        }
        long apart = micros("--for", span, 0);
        long every = micros("--interval", interval, Time.seconds(5));
        long quiet = micros("--patience", patience, Doctor.PATIENCE);
        Terminal terminal = Terminal.of(!noColour);
        DoctorReport report = json ? new DoctorJson(out) : new DoctorText(out, terminal, watch);
        try {
            look(HostReader.of(pid == null ? 0 : pid), new Telling(report, quiet), apart, every);
            return Main.CERTIFIED;
        } catch (HostException e) {
            throw new Problem(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Main.INTERRUPTED;
        }
    }

    private static long micros(String option, @Nullable String text, long otherwise) {
        return text == null
                ? otherwise
                : TimeUnit.NANOSECONDS.toMicros(Patience.of(option, text).toNanos());
    }

    private void look(HostReader host, Telling telling, long apart, long every) throws InterruptedException {
        Snapshot now = host.read();
        if (apart > 0) {
            TimeUnit.MICROSECONDS.sleep(apart);
            telling.of(now, host.read());
            return;
        }
        telling.of(null, now);
        while (watch) {
            TimeUnit.MICROSECONDS.sleep(every);
            Snapshot before = now;
            now = host.read();
            telling.of(before, now);
        }
    }

    /** Says what is found. */
    private record Telling(DoctorReport report, long patience) {
        void of(@Nullable Snapshot before, Snapshot now) {
            report.look(before, now, Doctor.findings(before, now, patience));
        }
    }
}
