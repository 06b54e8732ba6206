package org.lastack.site.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.lastack.browser.Chromium;
import org.lastack.site.serve.KernelTurns;
import org.lastack.site.serve.Processes;
import org.lastack.stacks.linux.KernelTurn;

/** A lesson that is served: its blocks are changed, run, stopped and reset. */
@Tag("browser")
class LiveTest {
    private static final String LESSON = "lessons/01-four-waves.html";

    private Page page;
    private Served.Watch watch;

    @RegisterExtension
    final AfterTestExecutionCallback standing = test -> {
        if (test.getExecutionException().isPresent() && page != null) {
            System.err.println(Standing.of(page));
        }
    };

    @BeforeEach
    void open() {
        page = Served.get().live(LESSON, ColorScheme.LIGHT);
        watch = new Served.Watch(page);
    }

    @AfterEach
    void close() {
        if (watch != null) { // there is no page where the tests are skipped
            watch.nothing();
            page.context().close();
        }
    }

    private Locator block(int number) {
        return page.locator("#b" + number);
    }

    private Locator said(int number) {
        return block(number).locator(".said");
    }

    private void run(int number) {
        block(number)
                .getByRole(com.microsoft.playwright.options.AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText(java.util.regex.Pattern.compile("^(Run|Check)$")))
                .click();
    }

    private void write(int number, String source) {
        block(number).locator("textarea").fill(source);
    }

    @Test
    void a_block_runs_with_those_before_it_and_its_drawing_appears_in_place() {
        String before = block(3).locator("svg").innerHTML();
        run(3);
        assertThat(said(3)).hasText("Done: the same as on the page.");
        assertThat(said(1)).hasText("Done: the same as on the page.");
        assertEquals(before, block(3).locator("svg").innerHTML());
        assertThat(page.locator("p[role=status]")).hasText("Block 3: Done: the same as on the page.");
    }

    @Test
    void a_change_shows_what_differs_and_a_mistake_what_is_wrong() {
        write(
                1,
                "var net = network(); var c = net.connect(80);\nc.client.send(\"pay 7\");\nnet.settle();\nc.server.read()");
        block(1).locator("textarea").press("Control+Enter");
        assertThat(said(1)).hasText("Done: not the same as on the page.");
        assertThat(block(1).locator(".shown > pre.output")).hasText("ok \"pay 7\"");
        assertEquals(List.of("- ok \"pay 100\""), block(1).locator(".diff del").allTextContents());
        assertEquals(List.of("+ ok \"pay 7\""), block(1).locator(".diff ins").allTextContents());
        write(2, "c.nothing()");
        run(2);
        assertThat(said(2)).hasText("It does not compile.");
        assertThat(block(2).locator(".shown")).containsText("cannot find symbol");
        block(2).getByText("Undo my changes").click();
        assertThat(block(2).locator("textarea"))
                .hasValue(java.util.regex.Pattern.compile("^net = network\\(\\);[^]*".replace("[^]", "[\\s\\S]")));
    }

    @Test
    void an_exercise_is_checked_against_what_the_reader_wrote() {
        Locator exercise = page.locator(".block[data-kind=exercise]").first();
        int number = Integer.parseInt(exercise.getAttribute("data-block"));
        run(number + 1);
        assertThat(said(number + 1)).hasText("Not yet: this is false.");
        String solution = page.locator("#b" + (number + 2) + " textarea").inputValue();
        exercise.locator("textarea").fill(solution);
        run(number + 1);
        assertThat(said(number + 1)).containsText("Right.");
    }

    @Test
    void what_runs_can_be_stopped_and_the_next_run_brings_back_what_was_before() {
        write(2, "while (true) Thread.sleep(10);");
        run(2);
        Locator stop = block(2).getByText("Stop");
        stop.click();
        assertThat(said(2)).containsText("It was stopped.");
        run(1);
        assertThat(said(1)).hasText("Done: the same as on the page.");
    }

    @Test
    void an_endless_block_is_killed_when_its_time_is_over_and_the_next_one_runs() throws Exception {
        assertEquals("30", block(1).getAttribute("data-seconds"));
        block(1).evaluate("block => block.dataset.seconds = '3'");
        write(1, "System.out.println(ProcessHandle.current().pid());\nwhile (true) Thread.sleep(10);");
        run(1);
        assertThat(said(1)).hasText("Runs for 1 s.");
        assertThat(said(1)).containsText("It was stopped.");
        Locator shown = block(1).locator(".shown > pre.output");
        assertThat(shown).containsText("did not end within 3 s");
        assertTrue(Processes.end(
                Long.parseLong(shown.textContent().lines().findFirst().orElse(""))));
        block(1).getByText("Undo my changes").click();
        run(2);
        assertThat(said(1)).hasText("Done: the same as on the page.");
        assertThat(said(2)).hasText("Done: the same as on the page.");
    }

    @Test
    void a_block_on_the_kernel_says_that_it_waits_for_others_and_can_be_stopped() {
        int number = Integer.parseInt(
                page.locator(".block[data-kind=kernel]").first().getAttribute("data-block"));
        write(number, "1 + 1");
        KernelTurn turn = KernelTurns.need();
        try {
            run(number);
            String words = "Another lastack uses the kernel; this block waits for it.";
            assertThat(said(number)).hasText(words);
            assertThat(page.locator("p[role=status]")).hasText("Block " + number + ": " + words);
            block(number).getByText("Stop").click();
            assertThat(said(number)).hasText("It was stopped.");
            assertThat(said(1)).hasText("Done: the same as on the page.");
            run(number);
            assertThat(said(number)).hasText(words);
        } finally {
            turn.close();
        }
        assertThat(said(number)).hasText("Done: not the same as on the page.");
        assertThat(block(number).locator(".shown > pre.output")).hasText("2");
    }

    @Test
    void a_reset_brings_back_the_page_as_it_was() {
        String text = block(1).locator("textarea").inputValue();
        String shown = block(1).locator(".shown").innerHTML();
        write(1, "int mine = 42;\nmine");
        run(1);
        assertThat(block(1).locator(".shown > pre.output")).hasText("42");
        page.evaluate("confirm = () => true"); // a listener for the dialog would have to wait inside itself
        page.getByText("Reset lesson").click();
        assertThat(block(1).locator("textarea")).hasValue(text);
        assertEquals(shown, block(1).locator(".shown").innerHTML());
        write(1, "mine");
        run(1);
        assertThat(block(1).locator(".shown")).containsText("cannot find symbol");
    }

    @Test
    void leaving_a_page_ends_its_jvm() throws Exception {
        write(1, "ProcessHandle.current().pid()");
        run(1);
        assertThat(said(1)).hasText("Done: not the same as on the page.");
        long pid = Long.parseLong(
                block(1).locator(".shown > pre.output").textContent().strip());
        assertTrue(ProcessHandle.of(pid).isPresent());
        page.navigate(Served.get().served("index.html"));
        assertTrue(Processes.end(pid));
    }

    @Test
    void a_drawing_that_would_run_something_is_shown_without_it() {
        write(1, """
                show(new Drawing() {
                    public String text() { return "mine\\n"; }
                    public String svg() { return "<svg class=\\"ladder\\" onload=\\"evil()\\"><script>evil()</script><title>kept</title>"
                        + "<a href=\\"javascript:evil()\\"><text>x</text></a><rect style=\\"fill:red\\" width=\\"5\\"/>"
                        + "<foreignObject><iframe src=\\"http://127.0.0.2:9/\\"></iframe></foreignObject></svg>\\n"; }
                });""");
        run(1);
        assertThat(said(1)).hasText("Done: not the same as on the page.");
        String shown = block(1).locator(".shown").innerHTML();
        assertTrue(shown.contains("<title>kept</title>") && shown.contains("<rect width=\"5\">"), shown);
        for (String each : List.of("evil", "script>", "iframe", "127.0.0.2", "style")) {
            assertFalse(shown.contains(each), shown);
        }
        watch = new Served.Watch(page); // that the policy forbids the handler is said on the console, and right
    }

    @Test
    void the_key_goes_into_calls_of_this_server_and_nowhere_else() {
        Page other = Chromium.page(ColorScheme.LIGHT);
        String key = Served.get().entrance().replaceAll(".*=", "");
        Wiretap wiretap = new Wiretap(other);
        Served.get().enter(other);
        assertEquals(Served.get().served(""), other.url(), "who looks at the screen does not see it");
        other.navigate(Served.get().served(LESSON));
        other.waitForResponse(
                each -> each.url().endsWith("/api/open"),
                () -> other.locator("#b1 .run-bar button").first().click());
        other.waitForCondition(
                () -> wiretap.all().stream().anyMatch(each -> each.line().endsWith("/api/open") && each.tells(key)));
        List<String> told = new ArrayList<>();
        for (Wiretap.Sent each : wiretap.all()) {
            told.add((each.tells(key) ? "tells " : "hides ") + each.line().replaceAll(" .*/", " "));
        }
        assertFalse(told.toString().contains("tells GET"), told.toString());
        assertTrue(told.containsAll(List.of("tells POST key", "tells POST open")), told.toString());
        assertEquals(List.of(), other.context().cookies());
        other.context().close();
    }

    @Test
    void a_link_with_another_key_does_not_replace_one_that_the_server_knows() {
        Page other = Chromium.page(ColorScheme.LIGHT);
        Served.get().enter(other);
        Object right = Served.key(other);
        for (String path : List.of("", LESSON)) {
            other.navigate("about:blank");
            other.waitForResponse(
                    each -> each.url().endsWith("/api/key") && each.status() == 403,
                    () -> other.navigate(Served.get().served(path + "#key=AAAA")));
            assertFalse(other.url().contains("AAAA"), other.url());
            other.navigate(Served.get().served(LESSON));
            assertEquals(right, Served.key(other));
        }
        assertThat(other.locator(".live-note")).containsText("This lesson is live");
        // One that is no longer right makes way for one that is: the server was started anew.
        other.evaluate("localStorage.setItem('lastack.key', 'AAAA')");
        other.navigate(Served.get().entrance());
        other.waitForCondition(() -> right.equals(Served.key(other)));
        other.context().close();
    }

    @Test
    void who_does_not_know_the_key_is_told_how_to_get_it() {
        Page other = Chromium.page(ColorScheme.LIGHT);
        other.navigate(Served.get().served(LESSON));
        assertThat(other.locator(".live-note")).containsText("open the address");
        assertThat(other.locator("textarea")).hasCount(0);
        other.navigate(Served.get().onDisk(LESSON));
        assertThat(other.locator(".live-note")).containsText("./lastack site --serve");
        assertThat(other.locator("textarea")).hasCount(0);
        other.context().close();
    }
}
