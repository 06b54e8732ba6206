package org.lastack.site.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lastack.kit.report.JUnitXml;
import org.lastack.kit.report.KnownDeviations;
import org.lastack.kit.report.Recorded;
import org.lastack.kit.report.Report;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.report.Reporting;
import org.lastack.kit.report.html.Badge;
import org.lastack.kit.report.html.HtmlReport;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.kit.suite.Certification;
import org.lastack.stacks.ProjectFolder;

/** The stacks whose verdicts the site shows: the presets of the reference, certified now, and those of recorded reports. */
final class Stacks {
    private static final long SEED = 1;
    private static final int TRIES = 60;

    private final List<Shown> all;

    /**
     * A stack.
     *
     * @param name what its files are called
     * @param command what made the report
     * @param live whether it was certified just now
     */
    record Shown(String name, Report of, String command, boolean live) {
        OfStack report() {
            return of.stacks().get(0);
        }

        /** Where its own report lies. */
        String path() {
            return "stacks/" + name + ".html";
        }

        Map<String, String> documents() throws IOException {
            HtmlReport.Place place = new HtmlReport.Place(
                    name + ".json",
                    name + ".junit.xml",
                    name + ".badge.svg",
                    "index.html",
                    "../playground.html",
                    "../rules/");
            return Map.of(
                    path(),
                    HtmlReport.write(of, place),
                    "stacks/" + place.json(),
                    Recorded.json(of),
                    "stacks/" + place.junit(),
                    JUnitXml.write(of),
                    "stacks/" + place.badge(),
                    Badge.draw(of));
        }
    }

    private Stacks(List<Shown> all) {
        this.all = List.copyOf(all);
    }

    List<Shown> all() {
        return all;
    }

    static Stacks of(List<Report> further) throws IOException, InterruptedException {
        List<Report> reports = new ArrayList<>();
        reports.add(certify("rfc9293", ReferenceStack::rfc9293));
        reports.add(certify("linux", ReferenceStack::linux));
        int live = reports.size();
        reports.addAll(recorded());
        reports.addAll(further);
        Map<String, Shown> shown = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            for (OfStack stack : reports.get(i).stacks()) {
                String name = free(slug(stack.stack().name()), shown.keySet());
                Report alone = Reporting.together(reports.get(i).lastack(), List.of(stack));
                shown.put(name, new Shown(name, alone, command(stack), i < live));
            }
        }
        return new Stacks(List.copyOf(shown.values()));
    }

    private static Report certify(String preset, Supplier<? extends StackUnderTest> stacks)
            throws InterruptedException {
        long begin = System.nanoTime();
        Certification.Result result = Certification.run(
                stacks,
                new Certification.Plan(Rules.all(), SEED, TRIES, Set.of(), false),
                Certification.Listener.SILENT);
        List<String> words = List.of("reference", "--preset", preset);
        Reporting reporting = new Reporting(
                preset,
                words,
                KnownDeviations.NONE,
                rule -> "./lastack certify " + String.join(" ", words) + " --rules " + rule + " --seed " + SEED
                        + " --tries " + TRIES);
        OfStack report = reporting.report(result, (System.nanoTime() - begin) / 1000);
        return Reporting.together(Stacks.class.getPackage().getImplementationVersion(), List.of(report));
    }

    /** The reports that lie in the folder of verdicts. */
    static List<Report> recorded() throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(ProjectFolder.resolve("site/verdicts"))) {
            files = list.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
        List<Report> reports = new ArrayList<>();
        for (Path file : files) {
            reports.add(Recorded.read(file));
        }
        return reports;
    }

    private static String command(OfStack stack) {
        return "./lastack certify " + String.join(" ", stack.stack().words()) + " --seed "
                + stack.plan().seed() + " --tries " + stack.plan().tries();
    }

    private static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }
}
