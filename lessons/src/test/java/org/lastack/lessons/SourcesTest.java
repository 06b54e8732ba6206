package org.lastack.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lastack.kit.rules.Rule;
import org.lastack.kit.rules.Rules;
import org.lastack.lessons.engine.Lessons;
import org.lastack.stacks.ProjectFolder;

/**
 * What is said to stand in a section of RFC 9293 stands there: sections, numbers of requirements, figures, tables and checks, by
 * an index of what is where. Read are the sources of all rules, the lessons, and what the site says of settings, terms and states.
 */
class SourcesTest {
    private static final List<String> ORDINALS =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth");

    private static final Pattern TOKEN = Pattern.compile("RFC (?<rfc>\\d+)"
            + "|§(?<section>[0-9A]+(?:\\.\\d+)*)"
            + "|(?<label>(?:MUST|SHLD|MAY|REC)-\\d+)"
            + "|[Ff]igures? (?<figure>\\d+)(?: and (?<figure2>\\d+))?"
            + "|[Tt]able (?<table>\\d+)"
            + "|(?<ordinal>" + String.join("|", ORDINALS) + ") (?:check|step)");

    private static final Map<String, Set<String>> INDEX = new LinkedHashMap<>();

    @BeforeAll
    static void readIndex() throws IOException {
        try (InputStream in = SourcesTest.class.getResourceAsStream("rfc9293.txt")) {
            assertNotNull(in);
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ");
                if (!line.startsWith("#")) {
                    INDEX.put(words[0], Set.of(words));
                }
            }
        }
    }

    @Test
    void the_sources_of_rules_are_where_they_are_said_to_be() {
        List<String> wrong = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            wrongIn(rule.source()).forEach(w -> wrong.add(rule.id() + ": " + w));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void so_are_those_of_the_texts() throws IOException {
        List<Path> files = new ArrayList<>(Lessons.files());
        for (String each : List.of("knobs", "machine-knobs", "glossary", "states")) {
            files.add(ProjectFolder.resolve("site/src/main/resources/org/lastack/site/reference/" + each + ".txt"));
        }
        files.add(ProjectFolder.resolve("lessons/claims.tsv"));
        List<String> wrong = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            boolean code = false;
            for (String line : Files.readAllLines(file)) {
                number++;
                code ^= line.equals("----");
                if (!code) {
                    int at = number;
                    wrongIn(line).forEach(w -> wrong.add(file.getFileName() + ":" + at + ": " + w));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void what_is_not_there_is_found() {
        assertEquals(
                List.of("figure-5 is not in §3.6"), wrongIn("RFC 9293 §3.6 figure 5 note 2, §3.10.7.4 eighth check"));
        assertEquals(List.of("MUST-60 is not in §3.9.1.4"), wrongIn("RFC 2525 §2.15; RFC 9293 §3.9.1.4, MUST-60"));
        assertEquals(List.of("there is no §3.11"), wrongIn("RFC 9293 §3.11"));
        assertEquals(List.of("there is no MUST-70"), wrongIn("MUST-70"));
        assertEquals(List.of("§3.10.7.3 has no sixth check"), wrongIn("RFC 9293 §3.10.7.3, sixth check"));
        assertEquals(List.of(), wrongIn("RFC 1122 §4.2.2.20(a); RFC 9293 §3.8.6, MUST-34 to MUST-35, §A.2"));
    }

    /** A section is of the RFC that was named last, and a number of the section that was. */
    private static List<String> wrongIn(String text) {
        List<String> wrong = new ArrayList<>();
        boolean ours = false;
        String section = "";
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            if (token.group("rfc") != null) {
                ours = token.group("rfc").equals("9293");
                section = "";
            } else if (token.group("section") != null) {
                section = ours ? token.group("section") : "";
                if (ours && !INDEX.containsKey(section)) {
                    wrong.add("there is no §" + section);
                    section = "";
                }
            } else if (token.group("label") != null) {
                lacks(section, token.group("label"), wrong);
            } else if (ours && !section.isEmpty()) {
                inSection(section, token, wrong);
            }
        }
        return wrong;
    }

    private static void inSection(String section, Matcher token, List<String> wrong) {
        for (String figure : new String[] {token.group("figure"), token.group("figure2")}) {
            if (figure != null) {
                lacks(section, "figure-" + figure, wrong);
            }
        }
        if (token.group("table") != null) {
            lacks(section, "table-" + token.group("table"), wrong);
        }
        String ordinal = token.group("ordinal");
        if (ordinal != null && checks(section) <= ORDINALS.indexOf(ordinal)) {
            wrong.add("§" + section + " has no " + ordinal + " check");
        }
    }

    private static int checks(String section) {
        return INDEX.getOrDefault(section, Set.of()).stream()
                .filter(word -> word.startsWith("checks-"))
                .mapToInt(word -> Integer.parseInt(word.substring("checks-".length())))
                .findFirst()
                .orElse(0);
    }

    private static void lacks(String section, String what, List<String> wrong) {
        if (section.isEmpty()) {
            if (INDEX.values().stream().noneMatch(there -> there.contains(what))) {
                wrong.add("there is no " + what);
            }
        } else if (!INDEX.getOrDefault(section, Set.of()).contains(what)) {
            wrong.add(what + " is not in §" + section);
        }
    }
}
