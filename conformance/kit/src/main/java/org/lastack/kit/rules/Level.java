package org.lastack.kit.rules;

/** How binding a rule is, as its source has it. */
public enum Level {
    MUST("MUST", "A requirement of an RFC. A stack that breaks it is not certified."),
    MUST_TEXT(
            "MUST°",
            "Prescriptive text of RFC 9293 without a number, mostly the event processing of §3.10. Details may differ, the substance may not."),
    SHOULD("SHOULD", "A recommendation of an RFC: breaking it is a deviation."),
    MAY("MAY", "An option of an RFC, asked of those who use it: breaking it is a deviation."),
    POSIX("POSIX", "What POSIX promises of sockets, asked of stacks that claim them."),
    LINUX("Linux", "What Linux documents or was measured to do, asked of stacks that claim it.");

    private final String word;
    private final String sentence;

    Level(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** What it means, in a sentence or two. */
    public String sentence() {
        return sentence;
    }

    /** Tells whether breaking the rule is a failure; otherwise it is a deviation. */
    public boolean binding() {
        return this != SHOULD && this != MAY;
    }

    @Override
    public String toString() {
        return word;
    }
}
