package org.lastack.site.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts about things with names, as they stand in a resource: {@code = NAME}, and below it fields as {@code key: text}, of which
 * further lines are indented.
 */
final class Entries {
    private Entries() {}

    /** One thing, and what is said of it. */
    record Entry(String name, Map<String, String> fields) {
        /**
         * Returns a field.
         *
         * @throws IllegalStateException when there is none: a text is missing
         */
        String get(String key) {
            String text = fields.get(key);
            if (text == null) {
                throw new IllegalStateException(name + " has no " + key);
            }
            return text;
        }

        /** Returns the words of a field, of which there may be none. */
        List<String> words(String key) {
            String text = fields.getOrDefault(key, "");
            return text.isEmpty() ? List.of() : List.of(text.split("[\\s,]+"));
        }
    }

    /**
     * Reads a resource of this package.
     *
     * @throws IllegalStateException when a line is none of those
     */
    static List<Entry> read(String resource) {
        List<Entry> entries = new ArrayList<>();
        String key = "";
        for (String line : text(resource).lines().toList()) {
            Map<String, String> fields = entries.isEmpty()
                    ? Map.of()
                    : entries.get(entries.size() - 1).fields();
            int colon = line.indexOf(": ");
            boolean nothing = line.isBlank() || line.startsWith("#");
            if (line.startsWith("= ")) {
                entries.add(new Entry(line.substring(2), new LinkedHashMap<>()));
            } else if (line.startsWith(" ") && fields.containsKey(key)) {
                fields.merge(key, " " + line.strip(), String::concat);
            } else if (!nothing && colon > 0 && !entries.isEmpty()) {
                key = line.substring(0, colon);
                fields.put(key, line.substring(colon + 2).strip());
            } else if (!nothing) {
                throw new IllegalStateException(resource + ": what is this? " + line);
            }
        }
        return entries;
    }

    private static String text(String resource) {
        try (InputStream in = Entries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
