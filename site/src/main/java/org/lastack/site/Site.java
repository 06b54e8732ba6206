package org.lastack.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lastack.kit.report.Report;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lessons;
import org.lastack.site.home.HomePage;
import org.lastack.site.lesson.LessonPages;
import org.lastack.site.page.Layout;
import org.lastack.site.page.Page;
import org.lastack.site.reference.Reference;
import org.lastack.site.serve.SafetyPage;

/** The whole site: which pages there are, and what lies beside them. */
public final class Site {
    /** What lies in the folder of assets, and where it comes from. */
    private static final Map<String, String> ASSETS = Map.ofEntries(
            Map.entry("site.css", "/org/lastack/site/assets/site.css"),
            Map.entry("reference.css", "/org/lastack/site/reference/reference.css"),
            Map.entry("site.js", "/org/lastack/site/assets/site.js"),
            Map.entry("live.css", "/org/lastack/site/assets/live.css"),
            Map.entry("live.js", "/org/lastack/site/assets/live.js"),
            Map.entry("icon.svg", "/org/lastack/site/assets/icon.svg"),
            Map.entry("machine.js", "/org/lastack/playground/assets/machine.js"),
            Map.entry("machine.LICENSE.txt", "/org/lastack/playground/assets/LICENSE"),
            Map.entry("machine.NOTICE.txt", "/org/lastack/playground/assets/machine.NOTICE.txt"),
            Map.entry("play.js", "/org/lastack/playground/assets/play.js"),
            Map.entry("play.css", "/org/lastack/playground/assets/play.css"),
            Map.entry("minisearch.js", "/org/lastack/site/minisearch/dist/umd/index.js"),
            Map.entry("minisearch.LICENSE.txt", "/org/lastack/site/minisearch/LICENSE.txt"));

    private final Runnable busy;

    /** With what is called when lessons have to be run, which takes some time. */
    public Site(Runnable busy) {
        this.busy = busy;
    }

    /**
     * Writes the site into a folder, and returns how many pages it has.
     *
     * @param reports certifications to be shown beside those that are recorded
     * @throws Problem when the folder cannot be written, or a part of the site was not built
     */
    public int write(Path folder, List<Report> reports) throws IOException, InterruptedException {
        SiteFolder out = new SiteFolder(folder);
        List<Lesson> lessons = Lessons.read(List.of());
        Reference reference = Reference.of(lessons, reports);
        List<Page> pages = pages(lessons);
        pages.addAll(reference.pages());
        for (Map.Entry<String, String> asset : ASSETS.entrySet()) {
            try (InputStream in = resource(asset.getValue())) {
                out.put("assets/" + asset.getKey(), in);
            }
        }
        out.put("assets/search-index.js", SearchIndex.script(pages));
        for (Page page : pages) {
            out.put(page.path(), Layout.page(page));
        }
        for (Map.Entry<String, String> document : reference.documents().entrySet()) {
            out.put(document.getKey(), document.getValue());
        }
        out.end();
        return pages.size();
    }

    private List<Page> pages(List<Lesson> lessons) throws IOException, InterruptedException {
        List<Page> pages = new ArrayList<>();
        pages.add(HomePage.page(lessons));
        pages.addAll(LessonPages.of(lessons, busy));
        pages.add(PlaygroundPage.page());
        pages.add(PlugInPage.page());
        pages.add(SafetyPage.page());
        return pages;
    }

    private static InputStream resource(String name) {
        InputStream in = Site.class.getResourceAsStream(name);
        if (in == null) {
            throw new SiteProblem("the site was built without " + name + "; build it with 'mvn -pl site -am package'");
        }
        return in;
    }

    /** Returns a resource as text. */
    static String text(String name) throws IOException {
        try (InputStream in = resource(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
