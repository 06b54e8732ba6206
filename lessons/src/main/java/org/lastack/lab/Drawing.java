package org.lastack.lab;

import java.util.Optional;

/** A value that draws itself: as text in a terminal, as a picture on a page. */
public interface Drawing {
    /** Returns the drawing as lines of text, each with its end. */
    String text();

    /** Returns the drawing as one {@code svg} element. */
    String svg();

    /** Returns what was done up to here as a script for the playground; empty when it cannot be done again there. */
    default Optional<String> script() {
        return Optional.empty();
    }
}
