package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Output;
import org.lastack.lessons.engine.Lesson.Role;

/** Writes what blocks showed into the file of their lesson, for review. */
public final class Update {
    private Update() {}

    /**
     * Rewrites the outputs, and returns how many changed.
     *
     * @param kernel the name of the kernel they were run on
     */
    public static int write(Checker.Result result, String kernel) throws IOException {
        Lesson lesson = result.lesson();
        List<String> lines =
                new ArrayList<>(Arrays.asList(Files.readString(lesson.path()).split("\n", -1)));
        List<Map.Entry<Code, Outcome>> entries =
                new ArrayList<>(result.outcomes().entrySet());
        // From the end, so that line numbers stay what they were.
        entries.sort(Collections.reverseOrder(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(Code::line))));
        int changed = 0;
        for (Map.Entry<Code, Outcome> entry : entries) {
            Role role = entry.getKey().role();
            boolean shows = role == Role.PLAIN && entry.getValue().done() || role == Role.FAILS;
            changed += shows && put(lines, entry.getKey(), entry.getValue().shown(), kernel) ? 1 : 0;
        }
        Files.writeString(lesson.path(), String.join("\n", lines));
        return changed;
    }

    private static boolean put(List<String> lines, Code code, String shown, String kernel) {
        Output output = code.output();
        List<String> text =
                shown.isBlank() ? List.of() : Checker.trimmed(shown).lines().toList();
        if (output == null) {
            if (text.isEmpty()) {
                return false;
            }
            List<String> block = new ArrayList<>(List.of("", header(code, kernel), "----"));
            block.addAll(text);
            block.add("----");
            lines.addAll(code.end() - 1, block);
            return true;
        }
        int from = output.line();
        int to = from
                + (output.text().isBlank() ? 0 : (int) output.text().lines().count());
        boolean same = Checker.masked(output, output.text()).equals(Checker.masked(output, Checker.trimmed(shown)));
        if (same) {
            return false;
        }
        lines.subList(from, to).clear();
        lines.addAll(from, text);
        if (!output.kernel().isEmpty()) {
            lines.set(from - 2, lines.get(from - 2).replace(output.kernel(), kernel));
        }
        return true;
    }

    private static String header(Code code, String kernel) {
        return code.needsKernel() ? "[listing.output,kernel=\"" + kernel + "\"]" : "[.output]";
    }
}
