package org.lastack.lab;

import org.lastack.trace.Words;

/** Lines of text as a picture: for what is a table anyway. */
final class TextPicture {
    private static final int CHARACTER = 7;
    private static final int LINE = 17;
    private static final int MARGIN = 12;

    private TextPicture() {}

    static String svg(String title, String text) {
        int height = MARGIN;
        int longest = 0;
        StringBuilder rows = new StringBuilder();
        for (String line : text.lines().toList()) {
            height += LINE;
            longest = Math.max(longest, line.length());
            rows.append("<text x=\"").append(MARGIN).append("\" y=\"").append(height);
            rows.append("\" xml:space=\"preserve\">").append(Words.escape(line)).append("</text>\n");
        }
        int width = longest * CHARACTER + 2 * MARGIN;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lab-table\" viewBox=\"0 0 " + width + " "
                + (height + MARGIN) + "\" width=\"" + width + "\" height=\"" + (height + MARGIN)
                + "\" role=\"img\" style=\"max-width: 100%; height: auto\" fill=\"currentColor\""
                + " font-family=\"ui-monospace, 'DejaVu Sans Mono', monospace\" font-size=\"11.6\">\n<title>"
                + Words.escape(title) + "</title>\n" + rows + "</svg>\n";
    }
}
