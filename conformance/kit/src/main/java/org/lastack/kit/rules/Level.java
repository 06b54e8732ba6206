package org.lastack.kit.rules;

/** How binding a rule is, as its source has it. */
public enum Level {
    /** RFC requirement with a number, or a MUST of another RFC. */
    MUST("MUST"),
    /** Prescriptive text of RFC 9293 without a number, mostly §3.10 event processing. */
    MUST_TEXT("MUST°"),
    SHOULD("SHOULD"),
    MAY("MAY"),
    /** What POSIX promises. */
    POSIX("POSIX"),
    /** What Linux documents or was measured to do. */
    LINUX("Linux");

    private final String word;

    Level(String word) {
        this.word = word;
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
