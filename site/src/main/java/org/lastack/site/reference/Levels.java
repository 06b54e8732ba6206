package org.lastack.site.reference;

import org.lastack.kit.rules.Level;

/** What the level of a rule means, in a sentence. */
final class Levels {
    private Levels() {}

    static String sentence(Level level) {
        return switch (level) {
            case MUST -> "A requirement of an RFC. A stack that breaks it is not certified.";
            case MUST_TEXT ->
                "Prescriptive text of RFC 9293 without a number. Details may differ, the substance may not.";
            case SHOULD -> "A recommendation of an RFC: breaking it is a deviation.";
            case MAY -> "An option of an RFC: this is asked of those who use it.";
            case POSIX -> "What POSIX promises of sockets, asked of stacks that claim them.";
            case LINUX -> "What Linux documents or was measured to do, asked of stacks that claim it.";
        };
    }
}
