package org.lastack.site.reference;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lastack.kit.report.Report.OfStack;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.kit.search.Search;
import org.lastack.kit.suite.Verdict.Kind;
import org.lastack.lessons.engine.Claims;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lessons;
import org.lastack.machine.Knob;
import org.lastack.site.page.Page;
import org.lastack.tcp.State;

/** The pages to look things up in hang together: nothing is missing, and no link leads nowhere. */
class ReferenceTest {
    private static final Pattern LINK = Pattern.compile(" href=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

    private static List<Lesson> lessons = List.of();
    private static Map<String, String> bodies = Map.of();
    private static Map<String, String> documents = Map.of();
    private static Reference reference;

    @BeforeAll
    static void makeThem() throws IOException, InterruptedException {
        lessons = Lessons.read(List.of());
        reference = Reference.of(lessons, List.of());
        bodies = reference.pages().stream()
                .collect(Collectors.toMap(Page::path, page -> page.body().html()));
        documents = reference.documents();
    }

    @Test
    void everyRuleClaimStateAndKnobHasItsPlace() throws IOException {
        for (Rule rule : Rules.all()) {
            assertTrue(bodies.containsKey("rules/" + rule.id() + ".html"), rule.id());
        }
        for (Claims.Claim claim : Claims.read()) {
            assertTrue(ids("claims.html").contains(claim.id()), claim.id());
        }
        for (State state : State.values()) {
            assertTrue(ids("states.html").contains(state.toString()), state.toString());
            assertTrue(bodies.containsKey("states/" + state + ".html"), state.toString());
        }
        for (Knob knob : Knob.values()) {
            String name = knob.word().startsWith("ip_local_port") ? "ip_local_port_range" : knob.word();
            boolean linux = name.startsWith("tcp_") || name.startsWith("ip_") || name.equals("somaxconn");
            assertEquals(linux, bodies.containsKey("knobs/" + name + ".html"), name);
        }
    }

    @Test
    void noLinkLeadsNowhere() {
        Set<String> broken = new TreeSet<>();
        bodies.forEach((path, body) -> {
            Matcher link = LINK.matcher(body);
            while (link.find()) {
                String wrong = wrong(path, link.group(1));
                if (!wrong.isEmpty()) {
                    broken.add(path + ": " + wrong);
                }
            }
        });
        assertEquals(Set.of(), broken);
    }

    private static final Map<String, Set<String>> KNOWN = new HashMap<>();

    private static String wrong(String from, String href) {
        int hash = href.indexOf('#');
        String file = hash < 0 ? href : href.substring(0, hash);
        String anchor = hash < 0 ? "" : href.substring(hash + 1);
        String path = file.isEmpty()
                ? from
                : java.nio.file.Path.of(from).resolveSibling(file).normalize().toString();
        boolean lesson = path.startsWith("lessons/")
                && lessons.stream()
                        .anyMatch(l -> path.endsWith(
                                "/" + String.valueOf(l.path().getFileName()).replace(".adoc", ".html")));
        if (lesson || Set.of("plug-in.html", "playground.html").contains(path)) {
            return "";
        }
        if (!bodies.containsKey(path) && !documents.containsKey(path)) {
            return href;
        }
        return anchor.isEmpty()
                        || KNOWN.computeIfAbsent(path, ReferenceTest::ids).contains(anchor)
                ? ""
                : href;
    }

    private static Set<String> ids(String path) {
        Set<String> ids = new HashSet<>();
        Matcher id = ID.matcher(bodies.getOrDefault(path, documents.getOrDefault(path, "")));
        while (id.find()) {
            assertTrue(ids.add(id.group(1)), () -> path + " has two places called " + id.group(1));
        }
        return ids;
    }

    @Test
    void aPageHasNoStyleAndNoScriptOfItsOwn() {
        bodies.forEach((path, body) -> {
            assertFalse(body.contains(" style=\"") || body.contains("<style") || body.contains("<script"), path);
            assertFalse(
                    body.contains(" onclick") || body.contains("http://") && !body.contains("www.w3.org/2000/svg"),
                    path);
        });
    }

    @Test
    void theMatrixShowsEveryVerdictOfEveryStack() {
        String matrix = bodies.getOrDefault("stacks/index.html", "");
        for (Stacks.Shown shown : reference.stacks().all()) {
            OfStack stack = shown.report();
            long cells = Pattern.compile("href=\"" + shown.name() + "\\.html#")
                    .matcher(matrix)
                    .results()
                    .count();
            assertEquals(stack.rules().size(), cells, shown.name());
            assertTrue(matrix.contains(shown.command()), shown.command());
        }
        assertTrue(reference.stacks().all().size() >= 3);
    }

    @Test
    void whatTheSiteCertifiesItselfIsTheReferenceAndNothingOfItFails() {
        for (Stacks.Shown shown : reference.stacks().all()) {
            assertEquals(shown.report().stack().name().startsWith("reference"), shown.live(), shown.name());
            assertTrue(shown.report().certified() || !shown.live(), shown.name());
        }
    }

    /** A stack that dies is not certified, whatever its author knows of it; all else that fails is explained beside its shim. */
    @Test
    void whatFailsOnARecordedStackIsThatItDiedOrFlooded() {
        for (Stacks.Shown shown : reference.stacks().all()) {
            shown.report().rules().stream()
                    .filter(entry -> entry.verdict() == Kind.FAIL)
                    .forEach(entry -> assertEquals(
                            Search.KEPT,
                            requireNonNull(entry.counterexample(), entry.id()).expected(),
                            shown.name()));
        }
    }

    @Test
    void whatARuleTouchesIsSaidOnItsPage() {
        String page = bodies.getOrDefault("rules/TW-RESTART.html", "");

        assertTrue(page.contains("../states/TIME-WAIT.html#CLOSED"));
        assertTrue(page.contains("../lessons/09-time-wait.html"));
        assertTrue(bodies.getOrDefault("rules/OR-FINTIMEOUT.html", "").contains("../knobs/tcp_fin_timeout.html"));
    }

    @Test
    void everySettingOfTheReferenceIsSaidInWords() {
        Set<String> words = Knobs.ofMachine().names();
        String page = bodies.getOrDefault("knobs/index.html", "");
        for (Knob knob : Knob.values()) {
            String word = knob.word();
            boolean own = !bodies.containsKey("knobs/" + word + ".html") && !word.startsWith("ip_local_port");
            assertEquals(own, page.contains("<dt><code>" + word + "</code>"), word);
            assertTrue(own == words.contains(word), word);
        }
    }

    @Test
    void aKnobsPageHasTheDefaultOfThePreset() {
        assertTrue(bodies.getOrDefault("knobs/tcp_fin_timeout.html", "").contains("<dd>60 s</dd>"));
        assertTrue(bodies.getOrDefault("knobs/tcp_invalid_ratelimit.html", "").contains("<dd>500 ms</dd>"));
    }
}
