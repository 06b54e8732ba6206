package org.lastack.lessons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastack.lessons.engine.JShellSession;
import org.lastack.lessons.engine.Lesson;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.Lessons;
import org.lastack.lessons.engine.Why;

/**
 * Each exercise is right for another answer than the one of the lesson, and wrong for three, for the reason that the explanation
 * names. That the answer which it begins with is wrong, and its solution right, {@code LessonsTest} has.
 *
 * <p>An answer is compiled as a class, all of them at once, since JShell would take too long for so many.
 */
class AnswersTest {
    private static final int WRONG = 3;

    /** A method that an answer declares; it becomes one of the class. */
    private static final Pattern METHOD =
            Pattern.compile("(?m)^[\\w.]+ \\w+\\([^)]*\\)(?: throws \\w+)? \\{\\n(?:.*\\n)*?}\\n");

    /** The first line of what a block of a lesson declares. */
    private static final Pattern DECLARED = Pattern.compile("(?m)^(?=[a-zA-Z])(?!import )");

    @TempDir
    private Path temp;

    /** An answer; {@code reason} is empty when it is right. */
    private record Answer(String exercise, String reason, String source) {
        boolean right() {
            return reason.isEmpty();
        }
    }

    @Test
    void another_answer_is_right_and_three_are_wrong_for_the_reason_that_is_told()
            throws IOException, ReflectiveOperationException {
        List<Answer> answers = new ArrayList<>();
        Map<String, String> before = new LinkedHashMap<>();
        Map<String, String> blocks = new LinkedHashMap<>();
        read(answers, before, blocks);
        Set<String> answered = answers.stream().map(Answer::exercise).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Code> checks = checks(before);
        assertEquals(checks.keySet(), answered, "each exercise has answers");
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            Code check = checks.get(answer.exercise());
            assertNotNull(check, answer.exercise());
            String setUp = before.getOrDefault(answer.exercise(), "");
            // Who asks again must hear the same; a certificate takes long, and is made anew each time.
            int times = answer.right() && !check.source().contains("certify") ? 2 : 1;
            String members = members(answer.exercise(), blocks);
            sources.add(source("Answer" + i, members, setUp + answer.source(), check.source(), times));
        }
        compile(sources);
        List<String> mistaken = new ArrayList<>();
        Map<String, Integer> wrong = new LinkedHashMap<>();
        try (URLClassLoader classes = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
            for (int i = 0; i < answers.size(); i++) {
                Answer answer = answers.get(i);
                String why = (String)
                        classes.loadClass("Answer" + i).getMethod("why").invoke(null);
                wrong.merge(answer.exercise(), answer.right() ? 0 : 1, Integer::sum);
                boolean told = answer.right() ? why.isEmpty() : !why.isEmpty() && why.contains(answer.reason());
                if (!told) {
                    String said = why.isEmpty()
                            ? "it passes"
                            : why.lines().limit(6).toList().toString();
                    mistaken.add(answer.exercise() + " " + (answer.right() ? "right" : "wrong: " + answer.reason())
                            + ": " + said);
                }
            }
        }
        assertEquals("", String.join("\n", mistaken));
        wrong.forEach((exercise, count) -> assertTrue(count >= WRONG, exercise));
    }

    private static void read(List<Answer> answers, Map<String, String> before, Map<String, String> blocks)
            throws IOException {
        try (InputStream in = AnswersTest.class.getResourceAsStream("answers.txt")) {
            assertNotNull(in);
            String exercise = "";
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\n(?=== |-- )")) {
                String[] parts = part.split("\\n", 2);
                String rest = parts.length < 2 ? "" : parts[1].strip() + "\n";
                if (part.startsWith("== ")) {
                    exercise = parts[0].substring("== ".length());
                    before.put(exercise, "");
                } else if (part.startsWith("-- before")) {
                    before.put(exercise, rest);
                } else if (part.startsWith("-- blocks ")) {
                    blocks.put(exercise, parts[0].substring("-- blocks ".length()));
                } else if (part.startsWith("-- ")) {
                    String reason = parts[0].startsWith("-- wrong: ") ? parts[0].substring("-- wrong: ".length()) : "";
                    answers.add(new Answer(exercise, reason, rest));
                }
            }
        }
    }

    /** What the blocks declare that an exercise is written for, as members of a class, after what they import. */
    private static String members(String exercise, Map<String, String> blocks) throws IOException {
        String numbers = blocks.getOrDefault(exercise, "");
        if (numbers.isEmpty()) {
            return "";
        }
        int lesson = Integer.parseInt(exercise.substring(0, exercise.indexOf('.')));
        List<Code> code = Lessons.read(List.of(lesson)).get(0).code();
        StringBuilder members = new StringBuilder();
        for (String number : numbers.split(" ", -1)) {
            members.append(code.get(Integer.parseInt(number) - 1).source()).append('\n');
        }
        return DECLARED.matcher(members).replaceAll("static ");
    }

    /** The checks of all exercises, by lesson and number; an exercise whose class another extends comes before that. */
    private static Map<String, Code> checks(Map<String, String> before) throws IOException {
        Map<String, Code> checks = new LinkedHashMap<>();
        for (Lesson lesson : Lessons.read(List.of())) {
            int number = 0;
            String classes = "";
            for (Code code : lesson.code()) {
                String exercise = String.format(Locale.ROOT, "%02d.%d", lesson.number(), number);
                if (code.role() == Role.CHECK) {
                    number++;
                    exercise = String.format(Locale.ROOT, "%02d.%d", lesson.number(), number);
                    checks.put(exercise, code);
                    before.put(exercise, classes + before.getOrDefault(exercise, ""));
                } else if (code.role() == Role.SOLUTION && code.source().startsWith("class ")) {
                    classes += code.source() + "\n";
                }
            }
        }
        return checks;
    }

    private static Source source(String name, String members, String answer, String check, int times) {
        Map<Boolean, List<String>> lines =
                members.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
        StringBuilder methods = new StringBuilder(String.join("\n", lines.getOrDefault(false, List.of())) + "\n");
        Matcher method = METHOD.matcher(answer);
        StringBuilder body = new StringBuilder();
        while (method.find()) {
            boolean is = !method.group().matches("(?s)(?:class|while|for) .*");
            method.appendReplacement(body, Matcher.quoteReplacement(is ? "" : method.group()));
            methods.append(is ? "static " + method.group() : "");
        }
        method.appendTail(body);
        StringBuilder asked = new StringBuilder();
        for (Why part : Why.of(check)) {
            asked.append("why += (").append(part.source()).append(") ? \"\" : ").append(quoted(part.source()));
            asked.append(" + \"\\n\" + ").append(quoted(part.asked() + " is "));
            asked.append(" + (").append(part.asked()).append(") + \"\\n\";\n");
        }
        String imports = String.join("\n", JShellSession.IMPORTS) + "\nimport org.lastack.tcp.Segment;\n"
                + String.join("\n", lines.getOrDefault(true, List.of())) + "\n";
        return new Source(
                name,
                imports + "public class " + name + " {\n" + methods + "public static String why() throws Exception {\n"
                        + body + "String why = \"\";\n" + asked.toString().repeat(times) + "return why;\n}\n}\n");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void compile(List<Source> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", temp.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
        StringWriter said = new StringWriter();
        assertTrue(compiler.getTask(said, null, null, options, null, sources).call(), said.toString());
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
