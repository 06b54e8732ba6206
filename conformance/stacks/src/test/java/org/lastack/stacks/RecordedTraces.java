package org.lastack.stacks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.lastack.kit.compare.RandomScenario;
import org.lastack.kit.report.TraceFile;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.DrawnChoices;
import org.lastack.kit.scenario.Runner;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.scenario.Scenario;
import org.lastack.kit.scenario.VirtualRunner;
import org.lastack.kit.scenario.WallRunner;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.Profile;
import org.lastack.kit.stack.StackUnderTest;
import org.lastack.stacks.line.Limits;
import org.lastack.stacks.line.LineProtocolStacks;
import org.lastack.stacks.line.Shim;
import org.lastack.stacks.linux.LinuxStack;
import org.lastack.trace.Trace;

/**
 * The traces that {@link RecordedTracesTest} judges. To make them anew, as root and on a quiet machine (a trace that was seen late is
 * left out): {@code mvn -pl conformance/stacks -am test -Dtest=RecordedTraces -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class RecordedTraces {
    static final List<String> STACKS = List.of("linux", "lwip");

    private static final Path FOLDER = Path.of("src/test/resources/traces");
    private static final int OF_EACH_RULE = 8;
    private static final int BY_CHANCE = 160;

    static TraceFile read(String stack) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(stack + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            return TraceFile.read(in.lines().toList());
        }
    }

    @Test
    void linux() throws Exception {
        Profile profile;
        try (LinuxStack stack = LinuxStack.open()) {
            profile = stack.profile();
        }
        record("linux", profile, new WallRunner(LinuxStack::open, profile));
    }

    @Test
    void lwip() throws Exception {
        try (LineProtocolStacks stacks = new LineProtocolStacks(Shim.LWIP.command(), Limits.DEFAULT)) {
            Supplier<StackUnderTest> open = stacks;
            Profile profile;
            try (StackUnderTest stack = open.get()) {
                profile = stack.profile();
            }
            record("lwip", profile, new VirtualRunner(open));
        }
    }

    private static void record(String name, Profile profile, Runner runner) throws Exception {
        List<Trace> traces = new ArrayList<>();
        for (Outcome outcome :
                runner.run(scenarios(profile), Runner.Progress.SILENT).values()) {
            if (outcome instanceof Outcome.Ran ran && ran.trace().lateness() <= profile.bearable()) {
                traces.add(ran.trace());
            }
        }
        Files.createDirectories(FOLDER);
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(FOLDER.resolve(name + ".jsonl.gz"))),
                StandardCharsets.UTF_8)) {
            for (String line : new TraceFile(profile, traces).write()) {
                out.write(line + "\n");
            }
        }
    }

    private static List<Scenario> scenarios(Profile profile) {
        Random random = new Random(12);
        List<Scenario> all = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            boolean runs = rule.testable() && rule.needs().stream().allMatch(profile::has);
            for (int i = 0; runs && i < OF_EACH_RULE; i++) {
                List<Integer> drawn = DrawnChoices.draw(random);
                all.add(rule.scenario(new DrawnChoices(drawn), profile));
            }
        }
        for (int i = 0; i < BY_CHANCE; i++) {
            Scenario next = RandomScenario.next(random);
            // Its one knob is about the pace of challenge ACKs.
            Map<String, Long> settings = profile.has(Feature.THROTTLE) ? next.settings() : Map.of();
            all.add(new Scenario(settings, next.peer(), next.steps()));
        }
        return all;
    }
}
