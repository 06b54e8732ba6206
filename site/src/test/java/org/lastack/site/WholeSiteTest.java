package org.lastack.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What must hold for every page, found out without a browser. */
class WholeSiteTest {
    private static final Pattern TAG =
            Pattern.compile("<([a-zA-Z][a-zA-Z0-9-]*)((?:\\s+[^\\s=>/]+(?:=\"[^\"]*\")?)*)\\s*/?>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=]+)=\"([^\"]*)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("^(?:[a-z]+:)?//.*|^(?!data:)[a-z]+:.*");
    private static final int HOME_OCTETS = 100 * 1024;
    private static final int PAGE_OCTETS = 200 * 1024;

    /** An element of a page: its name and its attributes. */
    private record Tag(String name, Map<String, String> attributes) {
        String get(String attribute) {
            return attributes.getOrDefault(attribute, "");
        }
    }

    private static List<Tag> tags(String html) {
        List<Tag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(html);
        while (tag.find()) {
            Map<String, String> attributes = new HashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
            while (attribute.find()) {
                attributes.put(attribute.group(1), attribute.group(2).replace("&amp;", "&"));
            }
            tags.add(new Tag(tag.group(1), attributes));
        }
        return tags;
    }

    private static Set<String> names(String html) {
        Set<String> names = new HashSet<>();
        tags(html).forEach(tag -> names.add(tag.get("id")));
        return names;
    }

    private static String relative(Path page) throws IOException, InterruptedException {
        return WholeSite.folder().relativize(page).toString();
    }

    /** What is wrong with a link of a page, or nothing. */
    private static String wrong(Path page, String link, Map<Path, Set<String>> known) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty()
                ? page
                : page.resolveSibling(URI.create(path).getPath()).normalize();
        if (!Files.isRegularFile(target)) {
            return "no such file";
        }
        String name = hash < 0 ? "" : link.substring(hash + 1);
        boolean played = target.endsWith("playground.html") && name.startsWith("s=");
        if (name.isEmpty() || played) {
            return "";
        }
        Set<String> names = known.get(target);
        if (names == null) {
            names = names(Files.readString(target));
            known.put(target, names);
        }
        return names.contains(name) ? "" : "no such anchor";
    }

    @Test
    void all_links_and_anchors_lead_somewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        Map<Path, Set<String>> known = new HashMap<>();
        int links = 0;
        for (Path page : WholeSite.pages()) {
            for (Tag tag : tags(Files.readString(page))) {
                String link = tag.get("href") + tag.get("src");
                if (link.isEmpty() || ELSEWHERE.matcher(link).matches() || link.startsWith("data:")) {
                    continue;
                }
                links++;
                String wrong = wrong(page, link, known);
                if (!wrong.isEmpty()) {
                    broken.add(relative(page) + ": " + link + ": " + wrong);
                }
            }
        }
        assertTrue(links > 100, "only " + links + " links");
        assertEquals(List.of(), broken);
    }

    /** Only a link that a reader follows may lead elsewhere; what a page loads may not. */
    @Test
    void no_page_asks_another_host_for_anything() throws Exception {
        List<String> asked = new ArrayList<>();
        for (Path page : WholeSite.pages()) {
            for (Tag tag : tags(Files.readString(page))) {
                String link = tag.get("src") + (tag.name().equals("a") ? "" : tag.get("href")) + tag.get("srcset");
                if (ELSEWHERE.matcher(link).matches()) {
                    asked.add(relative(page) + ": " + tag);
                }
            }
        }
        for (String asset : List.of("site.css", "reference.css", "play.css")) {
            String css = Files.readString(WholeSite.folder().resolve("assets").resolve(asset));
            if (css.contains("url(") || css.contains("@import")) {
                asked.add(asset);
            }
        }
        assertEquals(List.of(), asked);
    }

    @Test
    void every_page_has_a_policy_that_allows_nothing_from_elsewhere() throws Exception {
        List<String> without = new ArrayList<>();
        for (Path page : WholeSite.pages()) {
            String html = Files.readString(page);
            boolean strict = tags(html).stream()
                    .filter(tag -> tag.get("http-equiv").equals("Content-Security-Policy"))
                    .anyMatch(tag -> tag.get("content").startsWith("default-src 'none'")
                            && !tag.get("content").contains("unsafe"));
            if (!strict) {
                without.add(relative(page));
            }
        }
        assertEquals(List.of(), without);
    }

    @Test
    void no_page_has_what_its_policy_forbids() throws Exception {
        List<String> forbidden = new ArrayList<>();
        for (Path page : WholeSite.pages()) {
            String html = Files.readString(page);
            // The reports of the kit stand alone: their policy names the checksums of their one style and one script.
            boolean alone = html.contains("'sha256-");
            for (Tag tag : tags(html)) {
                boolean inside = (tag.name().equals("style")
                        || tag.name().equals("script") && tag.get("src").isEmpty());
                boolean attribute =
                        tag.attributes().keySet().stream().anyMatch(a -> a.equals("style") || a.startsWith("on"));
                if (inside && !alone || attribute) {
                    forbidden.add(relative(page) + ": " + tag);
                }
            }
        }
        assertEquals(List.of(), forbidden);
    }

    @Test
    void every_page_has_a_title_of_its_own_one_first_heading_and_no_name_twice() throws Exception {
        List<String> odd = new ArrayList<>();
        Map<String, Path> titles = new HashMap<>();
        for (Path page : WholeSite.pages()) {
            String html = Files.readString(page);
            String title = html.replaceFirst("(?s).*?<title>(.*?)</title>.*", "$1");
            Path other = titles.put(title, page);
            if (other != null) {
                odd.add(relative(page) + " has the title of " + relative(other));
            }
            List<Tag> tags = tags(html);
            if (tags.stream().filter(tag -> tag.name().equals("h1")).count() != 1) {
                odd.add(relative(page) + " has not one h1");
            }
            Set<String> names = new HashSet<>();
            tags.stream()
                    .map(tag -> tag.get("id"))
                    .filter(id -> !id.isEmpty() && !names.add(id))
                    .forEach(odd::add);
        }
        assertEquals(List.of(), odd);
    }

    @Test
    void home_is_small_and_no_page_is_large() throws Exception {
        Path folder = WholeSite.folder();
        int home = 0;
        for (String file : List.of("index.html", "assets/site.css", "assets/site.js", "assets/icon.svg")) {
            home += zipped(folder.resolve(file));
        }
        assertTrue(home <= HOME_OCTETS, "home has " + home + " octets");
        List<String> large = new ArrayList<>();
        for (Path page : WholeSite.pages()) {
            if (zipped(page) > PAGE_OCTETS) {
                large.add(relative(page) + ": " + zipped(page));
            }
        }
        assertEquals(List.of(), large);
    }

    private static int zipped(Path file) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(octets)) {
            zip.write(Files.readAllBytes(file));
        }
        return octets.size();
    }

    @Test
    void home_leads_to_the_first_lesson_the_playground_and_the_kit_at_once() throws Exception {
        List<String> links = tags(Files.readString(WholeSite.folder().resolve("index.html"))).stream()
                .map(tag -> tag.get("href"))
                .toList();
        assertTrue(links.contains("lessons/01-four-waves.html"), links::toString);
        assertTrue(links.contains("playground.html"), links::toString);
        assertTrue(links.contains("plug-in.html"), links::toString);
    }

    @Test
    void every_page_can_be_reached_from_home() throws Exception {
        Path folder = WholeSite.folder();
        Set<Path> reached = new HashSet<>(Set.of(folder.resolve("index.html")));
        List<Path> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            Path page = open.remove(open.size() - 1);
            for (Tag tag : tags(Files.readString(page))) {
                String path = tag.get("href").replaceFirst("#.*", "");
                if (!path.endsWith(".html") || ELSEWHERE.matcher(path).matches()) {
                    continue;
                }
                Path target = page.resolveSibling(path).normalize();
                if (Files.isRegularFile(target) && reached.add(target)) {
                    open.add(target);
                }
            }
        }
        List<Path> lost = new ArrayList<>(WholeSite.pages());
        lost.removeAll(reached);
        assertEquals(List.of(), lost);
    }
}
