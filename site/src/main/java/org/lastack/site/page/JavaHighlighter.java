package org.lastack.site.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastack.kit.report.html.Html;

/** Colours Java, as far as one can without understanding it. */
public final class JavaHighlighter {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<c>//[^\n]*|/\\*[\\s\\S]*?\\*/)"
                    + "|(?<s>\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*')"
                    + "|(?<n>\\b\\d[\\d_]*(?:\\.\\d+)?[LlFfDd]?\\b)"
                    + "|\\b(?<k>abstract|boolean|break|byte|case|catch|char|class|continue|default|do|double|else|enum|extends"
                    + "|false|final|finally|float|for|if|implements|import|instanceof|int|interface|long|new|null|package|private"
                    + "|protected|public|record|return|short|static|super|switch|this|throw|throws|true|try|var|void|while|yield)\\b");

    private JavaHighlighter() {}

    /** Returns the source as markup, without anything around it. */
    public static String java(String source) {
        StringBuilder out = new StringBuilder();
        Matcher token = TOKEN.matcher(source);
        int from = 0;
        while (token.find()) {
            out.append(Html.escape(source.substring(from, token.start())));
            String kind = token.group("c") != null
                    ? "tc"
                    : token.group("s") != null ? "ts" : token.group("n") != null ? "tn" : "tk";
            out.append("<span class=\"").append(kind).append("\">");
            out.append(Html.escape(token.group())).append("</span>");
            from = token.end();
        }
        return out.append(Html.escape(source.substring(from))).toString();
    }
}
