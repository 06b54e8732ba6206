package org.lastack.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastack.browser.Needs;
import org.lastack.tcp.Flags;
import org.lastack.tcp.IpAddress;
import org.lastack.tcp.Packet;
import org.lastack.tcp.PacketCodec;
import org.lastack.tcp.Segment;
import org.lastack.world.RandomPlay;

/** The playground in a browser: what is clicked there ends where the same machine ends in Java, event by event. */
@Tag("browser")
class PlaygroundTest {
    private static final int SCRIPTS = 200;
    private static final String NO_NPM =
            "npm is missing: the scripts were not made small; install Debian's package npm";

    private static Browser browser;

    @TempDir
    static Path folder;

    /** Before each, since only then a test that cannot run is reported with its reason. */
    @BeforeEach
    void start() throws IOException {
        if (browser == null) {
            browser = Browser.start(folder);
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nothing_was_complained_of() {
        if (browser != null) {
            assertEquals(List.of(), browser.complaints);
        }
    }

    // The same machine

    @Test
    void random_scripts_give_the_same_trace_in_Java_and_in_the_browser() {
        Page page = browser.open("");
        int events = 0;
        for (int seed = 0; seed < SCRIPTS; seed++) {
            String script = RandomPlay.of(seed, 60).script().encode();
            Game game = new Game();
            game.open(script);
            page.evaluate("s => openScript(s)", script);
            sameEvents(page, game);
            events += game.view(0).split("\"kind\":", -1).length - 1;
        }
        assertTrue(events > 50 * SCRIPTS, events + " events");
    }

    /** Everything that happened, with its time, and every octet of every packet. */
    private static void sameEvents(Page page, Game game) {
        assertEquals(game.view(0), page.evaluate("() => viewOfWorld(0)"));
        assertEquals(game.packets(), page.evaluate("() => packetsOfWorld()"), game.view(0));
    }

    private static void sameInJava(Page page, String client, String server) {
        String script = script(page);
        Game game = new Game();
        game.open(script);
        sameEvents(page, game);
        page.waitForURL(url -> url.endsWith("#s=" + script));
        assertEquals(client, states(page, "client"));
        assertEquals(server, states(page, "server"));
    }

    private static String script(Page page) {
        return (String)
                page.evaluate("() => { const v = JSON.parse(viewOfWorld(0)); return v.seats + v.steps.join('.'); }");
    }

    private static String states(Page page, String side) {
        return String.join(" ", page.locator("#play-" + side + " .play-state").allTextContents());
    }

    // By clicking

    private static void call(Page page, String side, String name) {
        page.locator("#play-" + side)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static void hand(Page page, int packet, String name) {
        page.locator("#play-air li")
                .nth(packet)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name))
                .click();
    }

    private static void begin(Page page, String value) {
        page.selectOption("#play-begin", value);
        page.click("#play-restart");
    }

    @Test
    void a_full_close() {
        Page page = browser.open("");
        begin(page, "empty");
        call(page, "server", "Listen on port 80");
        call(page, "client", "Connect");
        for (int i = 0; i < 3; i++) {
            page.click("#play-next");
        }
        call(page, "server", "Accept");
        call(page, "client", "Close");
        page.click("#play-next");
        page.click("#play-next");
        call(page, "server", "Close");
        page.click("#play-next");
        page.click("#play-next");
        sameInJava(page, "TIME-WAIT", "LISTEN");
        page.click("#play-timer");
        sameInJava(page, "CLOSED", "LISTEN");
        assertEquals("240.060 s", page.textContent("#play-now"));
        assertEquals("TW-2MSL", page.textContent("#play-rules a"));
        assertEquals("rules/TW-2MSL.html", page.getAttribute("#play-rules a", "href"));
    }

    @Test
    void a_simultaneous_close() {
        Page page = browser.open("");
        call(page, "client", "Close");
        call(page, "server", "Close");
        hand(page, 1, "Deliver");
        assertEquals("CLOSING", states(page, "client"));
        hand(page, 0, "Deliver");
        sameInJava(page, "CLOSING", "LISTEN CLOSING");
        hand(page, 0, "Deliver");
        hand(page, 0, "Deliver");
        sameInJava(page, "TIME-WAIT", "LISTEN TIME-WAIT");
    }

    @Test
    void a_lost_last_ACK_and_a_restart_of_TIME_WAIT() {
        Page page = browser.open("");
        call(page, "client", "Close");
        page.click("#play-next");
        page.click("#play-next");
        call(page, "server", "Close");
        page.click("#play-next");
        hand(page, 0, "Drop");
        sameInJava(page, "TIME-WAIT", "LISTEN LAST-ACK");
        page.click("#play-timer");
        hand(page, 0, "Deliver");
        assertEquals("TW-RESTART", page.textContent("#play-rules a"));
        String facts = page.textContent("#play-client .play-facts");
        assertTrue(facts.contains("TIME-WAIT timer in 240.000 s"), facts);
        hand(page, 0, "Deliver");
        sameInJava(page, "TIME-WAIT", "LISTEN");
    }

    @Test
    void packets_are_copied_held_back_and_taken_back() {
        Page page = browser.open("");
        call(page, "client", "Send 100 octets");
        call(page, "client", "Close");
        hand(page, 1, "Copy");
        hand(page, 0, "Hold");
        page.click("#play-next");
        sameInJava(page, "FIN-WAIT-1", "LISTEN ESTABLISHED");
        String before = script(page);
        page.fill("#play-seconds", "0.5");
        page.click("#play-wait");
        assertNotEquals(before, script(page));
        page.click("#play-undo");
        assertEquals(before, script(page));
        assertTrue(page.textContent("#play-says").startsWith("Taken back."), page.textContent("#play-says"));
    }

    // Links and settings

    @Test
    void a_link_holds_the_whole_scenario() {
        String script = RandomPlay.of(5, 80).script().encode();
        Page page = browser.open("#s=" + script);
        assertTrue(page.url().endsWith("#s=" + script));
        Game game = new Game();
        game.open(script);
        sameEvents(page, game);
    }

    @Test
    void a_counterexample_opens_with_nobody_at_the_peers_side() {
        String syn = PacketCodec.encode(new Packet(
                        IpAddress.of("192.0.2.16"),
                        IpAddress.of("192.0.2.1"),
                        Segment.of(16_000, 8000, 1_000_000, 0, Flags.SYN, 65_535)))
                .toHex();
        Page page = browser.open("#s=1~r~k_c0000210~c1l8000.is" + syn + ".ds0");
        sameInJava(page, "LISTEN SYN-RECEIVED", "");
        assertTrue(page.textContent("#play-server").contains("Nobody"));
        page.click("#play-restart");
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
    }

    @Test
    void a_narrow_screen_needs_no_scrolling_sideways() {
        Page page = browser.open("#s=" + RandomPlay.of(5, 80).script().encode());
        page.setViewportSize(320, 800);
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        page.click("#play-order-go");
        assertEquals(320, page.evaluate("() => document.documentElement.scrollWidth"));
    }

    @Test
    void a_broken_link_says_so_in_a_sentence() {
        Page page = browser.open("#s=1~r~r~q");
        String said = page.textContent("#play-error");
        assertEquals(
                "This link does not hold a whole scenario: there is no step \"q\". An open connection is shown instead.",
                said);
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%E0%A4%A", "1~r~r~%zz", "%00", "1~r~r~%0As1l80", "\u2026"})
    void a_link_that_is_spoiled_says_so_and_the_page_is_there(String spoiled) {
        Page page = browser.open("#s=" + spoiled);
        String said = page.textContent("#play-error");
        assertTrue(
                said.matches("This link does not hold a whole scenario: .*\\. An open connection is shown instead\\."),
                said);
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
        call(page, "client", "Close");
        page.evaluate("s => { location.hash = '#s=' + s; }", spoiled);
        page.waitForSelector("#play-error:not(:empty)");
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
    }

    /** Each of them would be the work of minutes; the first is a year of window probes, a second apart. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1~r.r2-8589934.user_timeout-8589934.tcp_rto_max_ms-1000~r.rcvbuf-1~s1l80.c2c80.dc0.ds0.dc1.c2w0_500.dc2.ts.ds1"
                        + ".uazl7blqf4",
                "1~r.r2-8589934.user_timeout-8589934~r~s1l80.c2c80.dc0.ds0.dc1.c2okeepidle-1.c2okeepalive-1.c2w0_9.uazl7blqf4"
            })
    void a_short_link_that_is_much_work_is_refused(String link) {
        Page page = browser.open("#s=" + link);
        String said = page.textContent("#play-error");
        assertTrue(said.matches("More happens until .* s than anybody can look through\\. An open .*"), said);
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
    }

    /** As long as a link can be; for this page a second goes by at each look at the clock, so that it is never done at once. */
    @Test
    void a_long_link_is_played_in_slices_and_can_be_cancelled() {
        StringBuilder link = new StringBuilder("1~r~r~s1l80");
        for (int i = 1; i < 20_000; i++) {
            link.append(".u").append(Integer.toString(i, 36));
        }
        Page page = browser.begin("#s=" + link, "{ let seconds = 0; performance.now = () => 1000 * seconds++; }");
        page.waitForSelector("#play-opening:not([hidden])");
        String progress = page.textContent("#play-progress");
        assertTrue(progress.matches("Playing the scenario: \\d+ of 20000 steps\\."), progress);
        page.click("#play-cancel");
        assertEquals("Cancelled. An open connection is shown instead.", page.textContent("#play-error"));
        assertTrue(page.isHidden("#play-opening"));
        sameInJava(page, "ESTABLISHED", "LISTEN ESTABLISHED");
    }

    @Test
    void what_is_long_is_drawn_to_its_end() {
        StringBuilder link = new StringBuilder("1~r~r~s1l80.c2c80.dc0.ds0.dc1");
        link.append(".c2w0_1.c2r9".repeat(800));
        Page page = browser.open("#s=" + link);
        page.click("#play-words summary");
        page.waitForSelector("#play:not([aria-busy=true])");
        // Listening, connecting, and that it is connected.
        assertEquals(3 + 1600, page.locator("#play-ladder .ladder-call").count());
        assertEquals(5 + 1600, page.locator("#play-log li").count());
    }

    @Test
    void a_value_out_of_range_is_refused_with_the_range() {
        Page page = browser.open("");
        page.locator("summary", new Page.LocatorOptions().setHasText("Settings"))
                .click();
        page.getByLabel("Name of a setting of the client").fill("rto_min");
        page.locator(".play-seat").first().getByLabel("Value").fill("0");
        page.locator("[data-key='set:client']").click();
        String said = page.textContent("#play-error");
        assertTrue(said.contains("rto_min cannot be 0, only 1 to 3600000 milliseconds."), said);

        Locator option = page.locator("#play-client .play-option");
        option.locator("summary").click();
        option.locator("select").selectOption("TCP_KEEPIDLE");
        assertEquals("1 to 32767 seconds", option.locator("span").textContent());
        option.getByLabel("Value").fill("0");
        option.locator("button").click();
        assertTrue(page.textContent("#play-says").contains("EINVAL"), page.textContent("#play-says"));
    }

    @Test
    void a_setting_has_its_Linux_name() {
        Page page = browser.open("");
        page.locator("summary", new Page.LocatorOptions().setHasText("Settings"))
                .click();
        page.locator("[data-key='preset:client']").selectOption("l");
        page.getByLabel("Name of a setting of the client").fill("tcp_fin_timeout");
        page.locator(".play-seat").first().getByLabel("Value").fill("5");
        page.locator("[data-key='set:client']").click();
        assertTrue(script(page).startsWith("1~l.tcp_fin_timeout-5~r~"), script(page));
        call(page, "client", "Close");
        page.click("#play-next");
        page.click("#play-next");
        assertTrue(page.textContent("#play-client .play-facts").contains("FIN-WAIT-2 timer in 5.000 s"));
        sameInJava(page, "FIN-WAIT-2", "LISTEN CLOSE-WAIT");
    }

    @Test
    void a_segment_is_forged() {
        Page page = browser.open("");
        page.locator("summary", new Page.LocatorOptions().setHasText("Forge")).click();
        page.locator("#play-forge [name=from]").selectOption("server");
        page.locator("#play-forge button").click();
        hand(page, 0, "Deliver");
        assertEquals("RA-EXACT", page.textContent("#play-rules a"));
        sameInJava(page, "CLOSED", "LISTEN ESTABLISHED");
    }

    // Exercises and keys

    @Test
    void a_prediction_is_judged_by_the_machine() {
        Page page = browser.open("");
        page.locator("summary", new Page.LocatorOptions().setHasText("Exercises"))
                .click();
        page.check("#play-predict");
        call(page, "client", "Close");
        page.click("#play-next");
        page.locator("#play-quiz button", new Page.LocatorOptions().setHasText("RST"))
                .click();
        assertEquals("No. It sends ACK seq=1 ack=2.", page.textContent("#play-quiz"));
        page.click("#play-next");
        page.locator("#play-quiz button", new Page.LocatorOptions().setHasText("nothing"))
                .click();
        assertEquals("Right. It sends nothing.", page.textContent("#play-quiz"));
        assertEquals("1 of 2 right.", page.textContent("#play-score"));
    }

    @Test
    void packets_are_put_in_order() {
        Page page = browser.open("");
        page.locator("summary", new Page.LocatorOptions().setHasText("Exercises"))
                .click();
        page.click("#play-order-go");
        page.click("#play-order-check");
        assertTrue(page.textContent("#play-order-says").startsWith("Not yet"));
        List<String> right = List.of(
                "client: FIN,ACK seq=1 ack=1",
                "server: ACK seq=1 ack=2",
                "server: FIN,ACK seq=1 ack=2",
                "client: ACK seq=2 ack=2");
        for (int place = 0; place < right.size(); place++) {
            int at = order(page).indexOf(right.get(place));
            for (; at > place; at--) {
                page.locator("#play-order li").nth(at).locator("button").first().click();
            }
        }
        page.click("#play-order-check");
        assertEquals("Right: so the machine does it.", page.textContent("#play-order-says"));
    }

    private static List<String> order(Page page) {
        List<String> lines = new ArrayList<>();
        for (String text : page.locator("#play-order li").allTextContents()) {
            lines.add(text.replaceAll(" *Up *Down *$", ""));
        }
        return lines;
    }

    @Test
    void the_keyboard_is_enough() {
        Page page = browser.open("");
        page.locator("[data-key='call:clientclosefalse']").focus();
        page.keyboard().press("Enter");
        page.keyboard().press("n");
        page.keyboard().press("d");
        assertEquals("FIN-WAIT-2", states(page, "client"));
        page.locator("[data-key='call:serverclosefalse']").last().focus();
        page.keyboard().press("Space");
        page.keyboard().press("n");
        page.keyboard().press("x");
        page.keyboard().press("t");
        page.keyboard().press("u");
        sameInJava(page, "TIME-WAIT", "LISTEN LAST-ACK");
        assertEquals("status", page.getAttribute("#play-says", "role"));
        assertTrue(
                page.evaluate("() => document.activeElement !== document.body").equals(true));
    }

    // Drawn a step at a time

    @Test
    void what_is_drawn_step_by_step_is_what_is_drawn_at_once() {
        Page page = browser.open("");
        page.click("#play-words summary");
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            Locator all = page.locator(
                    ".play-calls li button, .play-hands button, #play-next:enabled, #play-timer:enabled, #play-undo:enabled");
            all.nth(random.nextInt(all.count())).click();
            if (i % 10 == 0) {
                Page other = browser.open("#s=" + script(page));
                other.click("#play-words summary");
                other.waitForSelector("#play-log li");
                for (String part : List.of("ladder", "log", "air", "client", "server", "now", "rules")) {
                    assertEquals(drawn(other, part), drawn(page, part), script(page));
                }
                other.close();
            }
        }
    }

    private static String drawn(Page page, String part) {
        return page.locator("#play-" + part).innerHTML();
    }

    @Test
    void packets_of_a_second_connection_say_of_which_they_are() {
        Page page = browser.open("#s=1~r~r~s1l80.c2c80.dc0.ds0.dc1.s3a1.c2k.dc2.ds1.s3k.ds2.dc3");
        String before = page.textContent("#play-ladder");
        assertTrue(before.contains("SYN seq=0"), before);
        assertFalse(before.contains("#"), before);
        call(page, "client", "Connect");
        String after = page.textContent("#play-ladder");
        assertTrue(after.contains("#2 SYN seq=0"), after);
        assertFalse(after.contains("#1"), after);
        page.click("#play-undo");
        assertEquals(before, page.textContent("#play-ladder"));
    }

    /** What a step costs does not grow with what was before it; how long it takes is for {@link StepTimes}. */
    @Test
    void a_step_changes_no_more_of_a_long_page_than_of_a_short_one() {
        int few = changes(2);
        assertTrue(few > 0, "the step changes nothing at all");
        assertEquals(few, changes(500));
    }

    /** How many nodes come, go and change when the clock goes on by a second after so many other steps. */
    private static int changes(int waits) {
        StringBuilder script = new StringBuilder("1~r~r~s1l80.c2c80.dc0.ds0.dc1.s3a1");
        for (int i = 1; i <= waits; i++) {
            script.append(".c2w0_1.u").append(Integer.toString(1000 * i, 36));
        }
        Page page = browser.open("#s=" + script);
        return (int) page.evaluate("""
                async () => {
                    let count = 0;
                    const all = { subtree: true, childList: true, attributes: true, characterData: true };
                    const watch = new MutationObserver((seen) =>
                        seen.forEach((m) => { count += 1 + m.addedNodes.length + m.removedNodes.length; }));
                    watch.observe(document.body, all);
                    document.getElementById("play-wait").click();
                    await new Promise((then) => setTimeout(then));
                    return count;
                }""");
    }

    // Weight

    @Test
    void the_scripts_are_light() throws IOException {
        String page = Browser.asset("play.js");
        boolean asWritten = page.startsWith("//");
        Needs.need(!asWritten, NO_NPM);
        int size = gzip(Browser.asset("machine.js")) + gzip(page);
        assertTrue(size <= 60 * 1024, size + " octets");
    }

    private static int gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.size();
    }
}
