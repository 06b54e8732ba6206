package org.lastack.site.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.ast.Block;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.ast.Table;
import org.lastack.lessons.engine.Lesson;

/** Turns the text of lessons into markup. Making one takes some seconds; it then reads any number. */
final class LessonText implements AutoCloseable {
    /** The policy of the pages forbids it, and it says nothing that the style sheet does not. */
    private static final Pattern STYLE = Pattern.compile(" style=\"[^\"]*\"");

    private final Asciidoctor asciidoctor = Asciidoctor.Factory.create();

    /** Returns the pieces of the lesson's page. */
    List<Piece> read(Lesson lesson) throws IOException {
        Attributes attributes = Attributes.builder()
                .attribute("idprefix", "")
                .attribute("idseparator", "-")
                .build();
        Options options = Options.builder().attributes(attributes).build();
        Document document = asciidoctor.load(Files.readString(lesson.path()), options);
        Walk walk = new Walk();
        walk.blocks(document);
        if (walk.block != lesson.code().size()) {
            throw new IllegalStateException(lesson.file() + ": a block of code stands where the page cannot have it");
        }
        return walk.pieces;
    }

    @Override
    public void close() {
        asciidoctor.close();
    }

    /** Goes through one document. */
    private static final class Walk {
        private final List<Piece> pieces = new ArrayList<>();
        private int block;
        private int tables;

        void blocks(StructuralNode parent) {
            for (StructuralNode node : parent.getBlocks()) {
                node(node);
            }
        }

        private void node(StructuralNode node) {
            switch (node.getContext()) {
                case "section" -> {
                    pieces.add(new Piece.Heading(node.getLevel() + 1, node.getId(), Quotes.curl(node.getTitle())));
                    blocks(node);
                }
                case "listing", "literal" -> listing((Block) node);
                case "paragraph" -> paragraph(node);
                case "admonition" -> markup("<div class=\"note\"><p>" + content(node) + "</p></div>");
                case "table" ->
                    markup("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + name((Table) node)
                            + "\">" + clean(node.convert()) + "</div>");
                case "ulist", "olist", "colist" -> markup(clean(node.convert()));
                default -> blocks(node);
            }
        }

        private String name(Table table) {
            tables++;
            return table.getTitle() == null ? "Table " + tables : table.getTitle();
        }

        private void listing(Block node) {
            if (node.isOption("jshell")) {
                block++;
                pieces.add(new Piece.Block(block));
            } else if (!node.hasRole("output")) {
                markup("<pre class=\"plain\">" + content(node) + "</pre>");
            }
        }

        private void paragraph(StructuralNode node) {
            String html = content(node);
            if (node.hasRole("hint")) {
                pieces.add(new Piece.Hint("<p>" + html + "</p>"));
            } else if (node.hasRole("summary")) {
                markup("<div class=\"summary\"><p>" + html + "</p></div>");
            } else {
                markup("<p>" + html + "</p>");
            }
        }

        private void markup(String html) {
            pieces.add(new Piece.Markup(html));
        }

        private static String content(StructuralNode node) {
            String html = String.valueOf(node.getContent());
            return node.getContext().equals("listing") || node.getContext().equals("literal")
                    ? html
                    : Quotes.curl(html);
        }

        private static String clean(String html) {
            return Quotes.curl(STYLE.matcher(html).replaceAll(""));
        }
    }
}
