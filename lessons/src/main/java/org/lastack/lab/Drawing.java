package org.lastack.lab;

/** A value that draws itself: as text in a terminal, as a picture on a page. */
public interface Drawing {
    /** Returns the drawing as lines of text, each with its end. */
    String text();

    /** Returns the drawing as one {@code svg} element. */
    String svg();
}
