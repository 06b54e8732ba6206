package org.lastack.lessons.player;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lastack.trace.Words;

/** What {@code help WORD} tells of the words of the lessons. */
final class LabWords {
    private static final int WIDTH = 80;
    private static final List<LabWords> ALL = read();

    private final List<String> names;
    private final String text;

    private LabWords(List<String> names, String text) {
        this.names = List.copyOf(names);
        this.text = text;
    }

    /** Tells of a word, or which words there are. */
    static String about(String word) {
        String name = word.replaceAll("\\(.*", "").replaceAll(".*\\.", "");
        String found = ALL.stream()
                .filter(each -> each.names.contains(name))
                .map(each -> each.text)
                .collect(Collectors.joining("\n"));
        if (!found.isEmpty()) {
            return found;
        }
        String before = word.equals("words") ? "" : "No word of the lessons is called " + word + ". ";
        return before + "'help WORD' tells of these:\n"
                + ALL.stream()
                        .map(each -> "  " + String.join(" ", each.names) + "\n")
                        .collect(Collectors.joining());
    }

    static List<String> names() {
        return ALL.stream().flatMap(each -> each.names.stream()).toList();
    }

    private static List<LabWords> read() {
        List<LabWords> all = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(LabWords.class.getResourceAsStream("words.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String entry : text.split("\n= ", -1)) {
                String[] parts = entry.split("\n", 2);
                if (!entry.startsWith("#")) {
                    all.add(new LabWords(List.of(parts[0].split(" ", -1)), shown(parts[1])));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** How it is written, indented, and what it does. */
    private static String shown(String entry) {
        String[] parts = entry.strip().split("\n\n", 2);
        String words = parts[1].strip().replace('\n', ' ');
        return parts[0].indent(4) + "\n" + String.join("\n", Words.wrap(words, WIDTH)) + "\n";
    }
}
