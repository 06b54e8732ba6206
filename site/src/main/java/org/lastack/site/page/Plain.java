package org.lastack.site.page;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the words out of markup. */
public final class Plain {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d+)|(amp|lt|gt|quot|apos|nbsp));");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

    private Plain() {}

    /** Returns the words of the markup, with single spaces between them. */
    public static String words(String html) {
        String text = TAG.matcher(html.replace("><", "> <")).replaceAll("");
        return SPACE.matcher(characters(text)).replaceAll(" ").strip();
    }

    /** Returns text with its characters in the place of their entities. */
    public static String characters(String text) {
        Matcher entity = ENTITY.matcher(text);
        StringBuilder out = new StringBuilder();
        while (entity.find()) {
            String number = entity.group(1);
            String character = number != null
                    ? Character.toString(Integer.parseInt(number))
                    : NAMED.getOrDefault(entity.group(2), "");
            // Zero-width spaces and thin ones are for the eye.
            entity.appendReplacement(
                    out,
                    Matcher.quoteReplacement(character.replace("\u200b", "").replace('\u2009', ' ')));
        }
        return entity.appendTail(out).toString();
    }
}
