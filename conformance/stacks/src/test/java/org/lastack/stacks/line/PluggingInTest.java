package org.lastack.stacks.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.lastack.host.Errno;
import org.lastack.host.SocketOption;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.scenario.Runner.Outcome;
import org.lastack.kit.search.Search;
import org.lastack.kit.stack.Feature;
import org.lastack.kit.stack.ReferenceStack;
import org.lastack.machine.Knob;

/** What the page on plugging in shows is what happens. */
class PluggingInTest {
    private static final Path PAGE = Path.of("../PLUGGING-IN.md");

    @Test
    void the_session_on_the_page_is_one_that_the_shim_for_lwip_holds() throws IOException {
        List<String> session = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("    > ") || line.startsWith("    < "))
                .map(line -> line.replaceFirst(" +# .*", "").substring(4))
                .toList();
        assertTrue(session.size() > 40, () -> "a session of " + session.size() + " lines");
        ShimProcess shim = ShimProcess.start(Lwip.command(), Limits.DEFAULT);
        for (String line : session) {
            if (line.startsWith("> ")) {
                shim.sendAnyway(line.substring(2));
            } else {
                assertEquals(line, "< " + shim.readLine());
            }
        }
        shim.kill();
    }

    @Test
    void every_feature_stands_on_the_page_as_in_the_code() throws IOException {
        String page = Files.readString(PAGE);
        for (Feature feature : Feature.values()) {
            long rules = Rules.all().stream()
                    .filter(r -> r.testable() && r.needs().contains(feature))
                    .count();
            String row = "| `" + feature.word() + "` | " + feature.sentence() + " | " + rules + " |\n";
            assertTrue(feature == Feature.BASE || page.contains(row), row);
        }
    }

    @Test
    void every_setting_that_a_scenario_asks_for_stands_on_the_page() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, Set<String>> rules = new TreeMap<>();
        for (Rule rule : Rules.all()) {
            if (rule.testable()) {
                settings(rule)
                        .forEach(s ->
                                rules.computeIfAbsent(s, k -> new TreeSet<>()).add("`" + rule.id() + "`"));
            }
        }
        rules.forEach((knob, ids) -> {
            Knob known = Knob.find(knob); // not of the machine: ip_local_port_range is two numbers in one
            String unit = known == null ? "–" : known.unit().name().toLowerCase(Locale.ROOT);
            String row = "| `" + knob + "` | " + unit + " | " + String.join(" ", ids) + " |\n";
            assertTrue(page.contains(row), row);
        });
    }

    private static Set<String> settings(Rule rule) {
        Set<String> settings = new TreeSet<>();
        for (ReferenceStack stack : List.of(ReferenceStack.linux(), ReferenceStack.rfc9293())) {
            Search search = new Search(rule, stack.profile(), s -> new Outcome.Refused("nothing is run"));
            search.candidates(1, 200)
                    .forEach(c -> settings.addAll(c.scenario().settings().keySet()));
        }
        return settings;
    }

    @Test
    void every_error_and_every_option_is_on_the_page() throws IOException {
        String page = Files.readString(PAGE);
        for (Errno errno : Errno.values()) {
            assertTrue(page.contains("`" + errno + "`"), errno::toString);
        }
        for (SocketOption option : SocketOption.values()) {
            assertTrue(page.contains("`" + option.word() + "`"), option::word);
        }
    }
}
