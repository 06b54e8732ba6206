package org.lastack.lessons.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.ast.Block;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.ListItem;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.ast.Table;
import org.jspecify.annotations.Nullable;
import org.lastack.lessons.engine.Lesson.Code;
import org.lastack.lessons.engine.Lesson.Output;
import org.lastack.lessons.engine.Lesson.Part;
import org.lastack.lessons.engine.Lesson.Role;
import org.lastack.lessons.engine.Lesson.Style;
import org.lastack.lessons.engine.Lesson.Text;

/** Reads lessons with Asciidoctor. Making one takes a second or two; it then reads any number. */
public final class LessonReader implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("(\\d+)-([a-z0-9-]+)\\.adoc");
    /** What a block may take on a busy machine; a quiet one needs a second. */
    private static final int SECONDS = 30;

    private final Asciidoctor asciidoctor = Asciidoctor.Factory.create();

    /**
     * Reads a lesson.
     *
     * @throws LessonException when it is not written as it must be
     */
    public Lesson read(Path file) throws IOException {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            throw new LessonException(file.toString(), 1, "a lesson is called NN-slug.adoc");
        }
        // Headings have names in a page: their words.
        Attributes names = Attributes.builder()
                .attribute("idprefix", "")
                .attribute("idseparator", "-")
                .build();
        Options options = Options.builder().sourcemap(true).attributes(names).build();
        Document document = asciidoctor.load(Files.readString(file), options);
        Walk walk = new Walk(file.toString());
        walk.blocks(document);
        walk.end();
        String title = String.valueOf(document.getDoctitle());
        int number = Integer.parseInt(name.group(1));
        return new Lesson(number, name.group(2), title, file.toString(), effort(file), walk.parts);
    }

    private static Effort effort(Path file) throws IOException {
        try {
            return Lessons.effort(file);
        } catch (NumberFormatException e) {
            throw new LessonException(file.toString(), 2, ":minutes: and :needs: are numbers");
        }
    }

    @Override
    public void close() {
        asciidoctor.close();
    }

    /** Goes through one document. */
    private static final class Walk {
        private final String file;
        private final List<Part> parts = new ArrayList<>();
        /** The block whose output may come next. */
        private @Nullable Code open;
        /** The list or table around, until an item of it has taken it. */
        private String whole = "";

        private boolean inList;

        Walk(String file) {
            this.file = file;
        }

        void blocks(StructuralNode parent) {
            for (StructuralNode node : parent.getBlocks()) {
                block(node);
            }
        }

        private void block(StructuralNode node) {
            if (node.getContext().equals("listing") && node.isOption("jshell")) {
                code((Block) node);
            } else if (node.hasRole("output")) {
                output((Block) node);
            } else if (node.getContext().equals("section")) {
                text(node, Style.HEADING, String.valueOf(node.getTitle()), heading(node));
                blocks(node);
            } else if (node instanceof org.asciidoctor.ast.List && !inList) {
                list(node);
            } else if (node instanceof ListItem item) {
                item(node, item.getSource());
                blocks(node);
            } else if (node instanceof Block block && !block.getSource().isEmpty()) {
                text(node, style(node), block.getSource(), inList ? "" : String.valueOf(node.getContent()));
            } else if (node instanceof Table table) {
                table(table);
            } else if (node instanceof org.asciidoctor.ast.DescriptionList) {
                throw wrong(node, "write a list or a table instead of a description list");
            } else {
                blocks(node);
            }
        }

        private static String heading(StructuralNode node) {
            String element = "h" + (node.getLevel() + 1);
            return "<" + element + " id=\"" + node.getId() + "\">" + node.getTitle() + "</" + element + ">";
        }

        private void list(StructuralNode list) {
            whole = list.convert();
            inList = true;
            blocks(list);
            inList = false;
        }

        private void item(StructuralNode node, String source) {
            text(node, Style.ITEM, source, whole);
            whole = "";
        }

        private static Style style(StructuralNode node) {
            return switch (node.getContext()) {
                case "listing", "literal" -> Style.LITERAL;
                case "admonition" -> Style.NOTE;
                default -> node.hasRole("hint") ? Style.HINT : Style.PARAGRAPH;
            };
        }

        private void table(Table table) {
            whole = inList ? "" : table.convert();
            List<org.asciidoctor.ast.Row> rows = new ArrayList<>(table.getHeader());
            rows.addAll(table.getBody());
            for (org.asciidoctor.ast.Row row : rows) {
                List<String> cells =
                        row.getCells().stream().map(c -> c.getSource()).toList();
                item(table, String.join(" · ", cells));
            }
        }

        private void text(StructuralNode node, Style style, String source, String html) {
            open = null;
            List<String> claims = new ArrayList<>();
            Matcher found = Claims.MARK.matcher(source);
            while (found.find()) {
                claims.add(found.group(1));
            }
            parts.add(new Text(line(node), style, source, claims, html));
        }

        private void code(Block node) {
            if (inList) {
                throw wrong(node, "a block of code stands in no list");
            }
            Role role = Role.PLAIN;
            for (Role each : List.of(Role.EXERCISE, Role.CHECK, Role.SOLUTION)) {
                role = node.isOption(each.toString().toLowerCase(java.util.Locale.ROOT)) ? each : role;
            }
            String failure = attribute(node, "fails");
            role = failure.isEmpty() ? role : Role.FAILS;
            String seconds = attribute(node, "seconds");
            Code code = new Code(
                    line(node),
                    node.getSource(),
                    role,
                    node.isOption("linux"),
                    failure,
                    seconds.isEmpty() ? SECONDS : Integer.parseInt(seconds),
                    null);
            parts.add(code);
            open = code;
        }

        private void output(Block node) {
            Code code = open;
            if (code == null) {
                throw wrong(node, "an output stands right under its block of code");
            }
            String mask = attribute(node, "mask");
            if (mask.isEmpty() == node.isOption("volatile")) {
                throw wrong(node, "volatile and mask go together");
            }
            Output output = new Output(line(node), node.getSource() + "\n", mask, attribute(node, "kernel"));
            parts.set(
                    parts.size() - 1,
                    new Code(
                            code.line(),
                            code.source(),
                            code.role(),
                            code.needsKernel(),
                            code.failure(),
                            code.seconds(),
                            output));
            open = null;
        }

        /** The block that shows a claim is the next one of its section; a claim that is argued needs none. */
        private void claims() {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i) instanceof Text text
                        && text.text().matches("(?s).*claim:[AB]\\d+\\[].*")
                        && !shown(i)) {
                    throw new LessonException(
                            file,
                            text.line(),
                            "no block of code after claim " + text.claims().get(0) + " shows it");
                }
            }
        }

        private boolean shown(int from) {
            for (Part part : parts.subList(from, parts.size())) {
                if (part instanceof Code) {
                    return true;
                }
                if (part instanceof Text text && text.style() == Style.HEADING) {
                    return false;
                }
            }
            return false;
        }

        /** Looks at what cannot be seen from one block alone. */
        void end() {
            exercises();
            claims();
        }

        /** An exercise is three blocks, one after the other: what is shipped, the check, the solution. */
        private void exercises() {
            List<Code> code = parts.stream()
                    .filter(Code.class::isInstance)
                    .map(Code.class::cast)
                    .toList();
            for (int i = 0; i < code.size(); i++) {
                Role role = code.get(i).role();
                boolean begins = role == Role.EXERCISE
                        && i + 2 < code.size()
                        && code.get(i + 1).role() == Role.CHECK
                        && code.get(i + 2).role() == Role.SOLUTION;
                if (begins) {
                    i += 2;
                } else if (role != Role.PLAIN && role != Role.FAILS) {
                    throw new LessonException(
                            file,
                            code.get(i).line(),
                            "an exercise is its shipped form, then its check, then its solution");
                }
            }
        }

        private static String attribute(StructuralNode node, String name) {
            Object value = node.getAttribute(name);
            return value == null ? "" : value.toString();
        }

        private static int line(StructuralNode node) {
            return node.getSourceLocation() == null
                    ? 1
                    : node.getSourceLocation().getLineNumber();
        }

        private LessonException wrong(StructuralNode node, String what) {
            return new LessonException(file, line(node), what);
        }
    }
}
