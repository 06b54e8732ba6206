package org.lastack.stacks.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastack.kit.stack.StackUnavailableException;
import org.lastack.stacks.ProjectFolder;

/**
 * A small bug for Linux's own source.
 *
 * @param rule the id of the rule that is meant to catch it
 * @param file where, from the root of the tree
 * @param bug what the kernel does wrong then
 * @param behind what stands in the function above what goes; empty when that is the first of its kind there
 */
public record KernelMutant(
        String id, String rule, String file, String function, String bug, String behind, String goes, String comes) {
    private static final String TABLE = "conformance/stacks/shims/sockets/linux-mutants.txt";
    private static final Pattern ENTRY = Pattern.compile(
            "(\\S+) +(\\S+) +(\\S+) +(\\S+)\\n {2}(\\S.*)\\n(?: {2}@ (.+)\\n)? {2}- (.+)\\n {2}\\+ ([\\s\\S]+)");

    /** Returns all, as the table has them. */
    public static List<KernelMutant> all() {
        try {
            return of(Files.readString(ProjectFolder.resolve(TABLE)));
        } catch (IOException e) {
            throw new StackUnavailableException("cannot read " + TABLE + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a table, whose head says how it is written.
     *
     * @throws IllegalArgumentException when an entry is not so
     */
    static List<KernelMutant> of(String table) {
        List<KernelMutant> all = new ArrayList<>();
        String entries = table.replaceAll("(?m)^#.*\\n", "");
        for (String entry : Stream.of(entries.split("\\n\\n"))
                .map(String::strip)
                .filter(e -> !e.isEmpty())
                .toList()) {
            Matcher m = ENTRY.matcher(entry);
            if (!m.matches()) {
                throw new IllegalArgumentException(
                        "no mutant: " + entry.lines().findFirst().orElse(""));
            }
            String behind = m.group(6) == null ? "" : m.group(6);
            all.add(new KernelMutant(
                    m.group(1), m.group(2), m.group(3), m.group(4), m.group(5), behind, m.group(7), m.group(8)));
        }
        return all;
    }

    /**
     * Puts the bug into a tree.
     *
     * @throws StackUnavailableException when the source of that version has no such text
     */
    void into(Path tree) throws IOException {
        Path path = tree.resolve(file);
        Files.writeString(path, in(Files.readString(path, StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    /** Returns the source with the bug. */
    String in(String source) {
        Matcher definition = Pattern.compile(
                        "(?m)^(?:[a-z][\\w \\t*]*[ *])?" + Pattern.quote(function) + " ?\\([^;{]*\\)\\n\\{")
                .matcher(source);
        int begin = definition.find() ? definition.end() : -1;
        int end = begin < 0 ? -1 : source.indexOf("\n}\n", begin);
        int from = end < 0 ? -1 : source.indexOf(behind, begin);
        int at = from < 0 ? -1 : source.indexOf(goes, from);
        if (at < 0 || at > end) {
            throw new StackUnavailableException(
                    "the source has no \"" + goes + "\" in " + function + "() of " + file + ", for the mutant " + id);
        }
        return source.substring(0, at) + comes + source.substring(at + goes.length());
    }
}
