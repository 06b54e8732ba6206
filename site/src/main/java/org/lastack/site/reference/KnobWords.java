package org.lastack.site.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.stacks.ProjectFolder;

/** What the source says of each setting of the reference: the one place that has it in words. */
final class KnobWords {
    private static final String SOURCE = "conformance/reference/src/main/java/org/lastack/machine/Knob.java";
    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*[A-Z][A-Z0-9_]*\\(\"([a-z0-9_]+)\"");

    private KnobWords() {}

    /** Returns the words by the settings' names. */
    static Map<String, String> read() throws IOException {
        Map<String, String> words = new HashMap<>();
        Matcher constant = CONSTANT.matcher(Files.readString(ProjectFolder.resolve(SOURCE)));
        while (constant.find()) {
            words.put(
                    constant.group(2),
                    constant.group(1).replaceAll("\\s*\\n\\s*\\*?\\s*", " ").strip());
        }
        return words;
    }
}
