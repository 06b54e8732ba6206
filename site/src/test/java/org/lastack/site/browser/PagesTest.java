package org.lastack.site.browser;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lastack.browser.Chromium;

/** Every page in a browser: nothing fails, nothing comes from elsewhere, and it can be read without scripts. */
@Tag("browser")
class PagesTest {
    private static final Pattern KIND = Pattern.compile("<html lang=\"en\" class=\"([a-z]+)\"");

    /** One page of each kind, by its kind: the smallest, since they differ in length alone. */
    static Map<String, String> kinds(Served site) throws IOException {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String path : site.pages()) {
            Matcher kind = KIND.matcher(Files.readString(site.file(path)));
            String name = kind.find() ? kind.group(1) : "document";
            String other = kinds.get(name);
            if (other == null || Files.size(site.file(path)) < Files.size(site.file(other))) {
                kinds.put(name, path);
            }
        }
        return kinds;
    }

    private static void all(UnaryOperator<String> where) throws IOException {
        Served site = Served.get();
        assertFalse(site.pages().isEmpty());
        Page page = Chromium.page(ColorScheme.LIGHT);
        Served.Watch watch = new Served.Watch(page);
        for (String path : site.pages()) {
            page.navigate(where.apply(path));
            assertFalse(page.title().isBlank(), path);
        }
        watch.nothing();
        page.context().close();
    }

    @Test
    void every_page_loads_from_disk_without_errors_or_outside_requests() throws IOException {
        all(Served.get()::onDisk);
    }

    @Test
    void every_page_loads_from_the_server_without_errors_or_outside_requests() throws IOException {
        all(Served.get()::served);
    }

    @Test
    void the_watch_sees_what_a_page_must_not_do() throws IOException {
        Page page = Chromium.page(ColorScheme.LIGHT);
        Served.Watch watch = new Served.Watch(page);
        page.navigate(Served.get().served("nothing.html"));
        page.evaluate("console.error('x')");
        page.setContent("<img src='http://127.0.0.2:9/a.png'>");
        AssertionError error = assertThrows(AssertionError.class, watch::nothing);
        for (String each : new String[] {"404", "says x", "asks http://127.0.0.2:9/a.png"}) {
            assertTrue(error.getMessage().contains(each), error.getMessage());
        }
        page.context().close();
    }

    @Test
    void a_page_of_each_kind_can_be_read_without_scripts() throws IOException {
        Served site = Served.get();
        Page with = Chromium.page(ColorScheme.LIGHT);
        Page without = Chromium.page(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        for (Map.Entry<String, String> each : kinds(site).entrySet()) {
            without.navigate(site.onDisk(each.getValue()));
            String text = without.locator("main").first().innerText();
            assertTrue(text.length() > 100, each.getValue() + " has only: " + text);
            if (each.getKey().equals("playground")) {
                continue; // what it is for needs scripts, and it says so
            }
            with.navigate(site.onDisk(each.getValue()));
            String more = with.locator("main").first().innerText();
            long lines = more.lines().count();
            assertTrue(text.lines().count() >= lines * 9 / 10, each.getValue() + " has less to read without scripts");
        }
        with.context().close();
        without.context().close();
    }
}
