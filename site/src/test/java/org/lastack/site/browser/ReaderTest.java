package org.lastack.site.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lastack.browser.Chromium;

/** What a reader does on the site, with and without a mouse, and what those need who cannot see all of it. */
@Tag("browser")
class ReaderTest {
    private static final int MOST_TABS = 120;

    @Test
    void a_new_reader_finds_the_first_lesson_the_playground_and_how_to_certify_within_two_clicks() {
        Served site = Served.get();
        Page page = Chromium.page(ColorScheme.LIGHT);
        for (String path : List.of("lessons/01-four-waves.html", "playground.html", "plug-in.html")) {
            page.navigate(site.onDisk("index.html"));
            Locator link = page.locator("a[href='" + path + "']:visible").first();
            if (link.count() == 0) {
                page.locator("a[href='lessons/index.html']:visible").first().click();
                link = page.locator("a[href$='" + path.replace("lessons/", "") + "']:visible")
                        .first();
            }
            link.click();
            // The playground writes its scenario behind the #.
            page.waitForURL(url -> url.split("#", 2)[0].equals(site.onDisk(path)));
        }
        page.context().close();
    }

    @Test
    void search_finds_time_wait_from_disk() {
        Page page = Chromium.page(ColorScheme.LIGHT);
        page.navigate(Served.get().onDisk("index.html"));
        page.keyboard().press("/");
        page.keyboard().type("TIME_WAIT");
        Locator hits = page.locator("dialog.search li a");
        assertThat(hits.first()).isVisible();
        assertTrue(hits.allInnerTexts().stream().anyMatch(hit -> hit.contains("TIME_WAIT")), "" + hits.allInnerTexts());
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page).not().hasURL(Served.get().onDisk("index.html"));
        assertThat(page.locator("main")).containsText(Pattern.compile("TIME[_-]WAIT"));
        page.context().close();
    }

    @Test
    void the_keyboard_alone_leads_from_home_to_a_block_that_runs_and_out_of_it() {
        Served site = Served.get();
        Page page = site.live("index.html", ColorScheme.LIGHT);
        tabTo(page, "a[href='lessons/01-four-waves.html']");
        page.keyboard().press("Enter");
        page.waitForURL(site.served("lessons/01-four-waves.html"));
        tabTo(page, "#b1 textarea");
        page.keyboard().press("Control+Enter");
        assertThat(page.locator("#b1 .said")).hasText("Done: the same as on the page.");
        assertEquals(true, page.evaluate("document.activeElement.matches('#b1 textarea')"));
        page.keyboard().press("Tab");
        assertEquals(true, page.evaluate("document.activeElement.matches('#b1 .run-bar button')"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#b1 .said")).not().hasText("Done: the same as on the page.");
        page.context().close();
    }

    /** Presses Tab until this has the focus, and sees that the focus can be seen at each stop. */
    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            if (page.evaluate("s => document.activeElement.matches(s)", selector)
                    .equals(true)) {
                return;
            }
        }
        fail(selector + " cannot be reached by Tab");
    }

    @Test
    void axe_finds_nothing_on_a_page_of_each_kind_in_both_themes() throws IOException {
        Served site = Served.get();
        Map<String, String> kinds = PagesTest.kinds(site);
        assertTrue(kinds.size() > 4, kinds.toString());
        List<String> found = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = site.live("index.html", scheme);
            kinds.forEach((kind, path) -> {
                page.navigate(site.served(path));
                page.screenshot(new Page.ScreenshotOptions().setPath(Served.picture(kind + "-" + scheme)));
                violations(page, scheme, found);
            });
            page.context().close();
        }
        assertEquals("", String.join("\n", found));
    }

    private static void violations(Page page, ColorScheme scheme, List<String> found) {
        new AxeBuilder(page)
                .setLegacyMode(true)
                .analyze()
                .getViolations()
                .forEach(rule -> rule.getNodes()
                        .forEach(node -> found.add(page.url() + " " + scheme + " " + rule.getId() + ": "
                                + node.getHtml() + " " + node.getFailureSummary())));
    }
}
