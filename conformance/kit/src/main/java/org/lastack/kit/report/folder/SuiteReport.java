package org.lastack.kit.report.folder;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AfterContainerHook;
import net.jqwik.api.lifecycle.ContainerLifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import org.lastack.kit.report.ConsoleReport;
import org.lastack.kit.report.Ink;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Reasons;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.suite.SuiteResults;
import org.lastack.kit.suite.TeardownSuite;

/**
 * Writes the report of a {@link TeardownSuite} when all its properties have run, and says so in two lines. jqwik finds it as a service:
 * a suite knows nothing of reports.
 */
public final class SuiteReport implements AfterContainerHook {
    private static final int WIDTH = 130;

    @Override
    public boolean appliesTo(Optional<AnnotatedElement> element) {
        return element.filter(e -> e instanceof Class<?> c && TeardownSuite.class.isAssignableFrom(c))
                .isPresent();
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public void afterContainer(ContainerLifecycleContext context) {
        context.optionalContainerClass().ifPresent(suite -> {
            SuiteResults results = SuiteResults.take(suite);
            if (results != null) {
                tell(suite, results);
            }
        });
    }

    private static void tell(Class<?> suite, SuiteResults results) {
        KnownDeviations known = KnownDeviations.of(results.known().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().replaceAll("\\s+", " "))
                .toList());
        String again = "mvn test -Dtest=" + suite.getSimpleName() + "#";
        Reporting reporting =
                new Reporting(suite.getSimpleName(), List.of(), known, rule -> again + rule.replace('-', '_'));
        Report.OfStack of = reporting.report(results.result(), 0);
        String version = suite.getPackage().getImplementationVersion();
        Report report = Reporting.together(version, List.of(of));
        String head = ConsoleReport.header(List.of(of.stack()), of.plan(), Ink.PLAIN);
        System.out.print("lastack: " + head.replace("\n", "; ").replaceAll("; $", "") + "\n");
        System.out.println(
                "lastack: " + new ConsoleReport(report, WIDTH, Ink.PLAIN).verdict() + written(suite, report));
    }

    private static String written(Class<?> suite, Report report) {
        Optional<Path> folder = Stream.of("target", "build")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(f -> f.resolve("lastack").resolve(suite.getSimpleName()));
        try {
            if (folder.isPresent()) {
                new ReportFolder(folder.get()).write(report);
            }
            return folder.map(f -> "; report: " + f.resolve("index.html")).orElse("");
        } catch (IOException e) {
            return "; no report, since " + folder.orElseThrow() + " cannot be written: " + Reasons.of(e);
        }
    }
}
