package org.lastack.kit.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import org.lastack.kit.report.Report;
import org.lastack.trace.SvgLadder;

/**
 * A {@link Report} as one HTML file. It may lie anywhere: style, script and drawings are in it, and its policy forbids every
 * request and every script but its own, whatever a stack calls itself.
 */
public final class HtmlReport {
    /**
     * Where the page lies: names of files beside it.
     *
     * @param home the page of which it is a part, or empty
     * @param playground where a script can be played, or empty
     * @param rules the folder with a page for each rule, which ends with a slash, or empty
     * @param file the report as data, as one names it on the command line
     */
    public record Place(
            String json, String junit, String badge, String home, String playground, String rules, String file) {
        /** A page whose data has the same name on the command line. */
        public Place(String json, String junit, String badge, String home, String playground, String rules) {
            this(json, junit, badge, home, playground, rules, json);
        }

        /** A page of its own, in this folder of a report. */
        public static Place in(Path folder) {
            String json = "report.json";
            return new Place(
                    json,
                    "junit.xml",
                    "badge.svg",
                    "",
                    "",
                    "",
                    folder.resolve(json).toString());
        }
    }

    private HtmlReport() {}

    /** Returns the page as it lies in that place. */
    public static String write(Report report, Place place) {
        Html out = new Html();
        out.markup("<!DOCTYPE html>\n").open("html", "lang", "en").markup("\n");
        String stacks = report.stacks().stream().map(s -> s.stack().name()).collect(Collectors.joining(", "));
        head(out, (report.certified() ? "Certified: " : "Not certified: ") + stacks + " (lastack)");
        out.open("body").markup("\n");
        Mark.define(out);
        Anchors anchors = new Anchors(report);
        out.open("main").markup("\n");
        new Summary(report, anchors).write(out);
        contents(out, report, place);
        new Legend(report).write(out);
        new RuleTable(report, anchors, place).write(out);
        new Findings(report, anchors, place).write(out);
        new Behaviour(report).write(out);
        new CoverageSection(report).write(out);
        new Setup(report, place).write(out);
        out.closeLine();
        out.open("script").markup(resource("report.js")).closeLine();
        return out.closeLine().closeLine().done();
    }

    /** Writes the head of a page that looks like this one, and may run no script but this one's. */
    public static void head(Html out, String title) {
        String style = resource("report.css") + SvgLadder.style();
        String policy = "default-src 'none'; img-src data:; style-src '" + hash(style) + "'; script-src '"
                + hash(resource("report.js")) + "'; base-uri 'none'; form-action 'none'";
        out.open("head").markup("\n");
        out.empty("meta", "charset", "utf-8").markup("\n");
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy)
                .markup("\n");
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .markup("\n");
        out.empty("meta", "name", "color-scheme", "content", "light dark").markup("\n");
        // An icon that is empty, so that no browser looks for one.
        out.empty("link", "rel", "icon", "href", "data:,").markup("\n");
        out.putLine("title", title);
        out.open("style").markup(style).closeLine();
        out.closeLine();
    }

    private static void contents(Html out, Report report, Place place) {
        out.open("nav", "aria-label", "Contents").open("ul");
        if (!place.home().isEmpty()) {
            out.open("li").put("a", "All stacks", "href", place.home()).close();
        }
        entry(out, "legend", "How to read this");
        entry(out, "rules", "Rules and verdicts");
        if (!Findings.of(report).isEmpty()) {
            entry(out, "findings", "What was found");
        }
        if (Behaviour.any(report)) {
            entry(out, "behaviour", "How it behaves");
        }
        if (CoverageSection.any(report)) {
            entry(out, "coverage", "What was tried");
        }
        entry(out, "run", "This run");
        out.close().closeLine();
    }

    private static void entry(Html out, String anchor, String words) {
        out.open("li").put("a", words, "href", "#" + anchor).close();
    }

    /** Returns what a policy calls a style or a script that is in the page. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
