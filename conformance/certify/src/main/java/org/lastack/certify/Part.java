package org.lastack.certify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.ReportJson;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.stack.ContractException;

/**
 * One stack of several that are certified at the same time, each in a JVM of its own: jqwik cannot do it in one. The child
 * tells its progress in words on its output, and then its report; it ends when its input does, which is
 * when the parent ends in whatever way.
 */
final class Part {
    static final String OPTION = "--part";

    /** What the child's lines begin with: a rule begins; the report follows, up to the end. */
    private static final String RULE = "rule";

    private static final String REPORT = "report";

    /** As the launcher has them: most of a run of some seconds is warming up, for which the first compiler is enough. */
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

    private Part() {}

    /** Certifies all of them at once and returns the reports in order. */
    static List<Report.OfStack> run(Work work, List<Target> targets, @Nullable Path known, Progress progress)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(targets.size());
        List<Process> children = new ArrayList<>();
        try {
            List<Future<Report.OfStack>> futures = new ArrayList<>();
            for (Target target : targets) {
                Process child = start(work, target, known);
                children.add(child);
                futures.add(threads.submit(() -> hear(child, progress.of(target.label()))));
            }
            List<Report.OfStack> reports = new ArrayList<>();
            for (Future<Report.OfStack> future : futures) {
                reports.add(future.get());
            }
            return reports;
        } catch (IOException e) {
            throw new Problem("cannot start a second JVM: " + e.getMessage());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            children.forEach(Process::destroyForcibly);
            threads.shutdown();
        }
    }

    private static Process start(Work work, Target target, @Nullable Path known) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "certify"));
        command.addAll(target.words());
        command.addAll(List.of("--rules", work.rules().stream().map(Rule::id).collect(Collectors.joining(","))));
        command.addAll(List.of("--seed", Long.toString(work.seed()), "--tries", Integer.toString(work.tries())));
        if (work.thorough()) {
            command.add("--thorough");
        }
        if (known != null) {
            command.addAll(List.of("--known", known.toString()));
        }
        command.add(OPTION);
        return new ProcessBuilder(command).start();
    }

    /** Passes the child's words on until it ends, and returns its report. */
    private static Report.OfStack hear(Process child, Work.Listener listener) throws IOException, InterruptedException {
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8);
                BufferedReader complained = child.errorReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            while (line != null && !line.equals(REPORT)) {
                String[] words = line.split(" ", -1);
                if (words.length == 4 && words[0].equals(RULE)) {
                    listener.rule(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
                }
                line = said.readLine();
            }
            String json = said.lines().collect(Collectors.joining("\n"));
            String complaint = complained.lines().collect(Collectors.joining("\n"));
            int code = child.waitFor();
            if (code == Main.CERTIFIED) {
                return ReportJson.read(json).stacks().get(0);
            }
            String what = complaint.replaceFirst("^lastack: (the stack broke the contract: )?", "");
            throw code == Main.BROKEN_CONTRACT
                    ? new ContractException(what)
                    : new Problem(what.isEmpty() ? "a child ended with code " + code : what);
        }
    }

    /** In the child: hands the report to the parent. */
    static void deliver(PrintStream out, Report.OfStack report) {
        out.println(REPORT);
        out.print(ReportJson.write(Reporting.together(Main.version(), List.of(report))));
        out.flush();
    }

    /** In the child: tells the parent what is heard. */
    static Work.Listener teller(PrintStream out) {
        return new Work.Listener() {
            @Override
            public void rule(int k, int n, String id) {
                out.println(RULE + " " + k + " " + n + " " + id);
            }

            @Override
            public void at(int over, int running, long left) {
                // Only stacks with a virtual clock are certified in parts.
            }
        };
    }

    /** In the child: ends this process at once when its input ends. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever sent.
                        }
                    } catch (IOException e) {
                        // The same as its end.
                    }
                    Runtime.getRuntime().halt(Main.INTERRUPTED);
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
