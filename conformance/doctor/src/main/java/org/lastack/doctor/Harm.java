package org.lastack.doctor;

/** How bad a finding is; the worst comes first. */
public enum Harm {
    /** Connections fail now, or what was written is lost. */
    FAILS("fails now"),
    /** A limit is near, beyond which connections fail. */
    NEAR("near a limit"),
    /** It grows, or stays for ever, until something else runs out. */
    LEAKS("leaks"),
    /** Worth knowing: a peer, a program or a setting does what is seldom meant. */
    ODD("worth knowing"),
    /** Looks bad and is not. */
    HARMLESS("harmless");

    private final String word;

    Harm(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
