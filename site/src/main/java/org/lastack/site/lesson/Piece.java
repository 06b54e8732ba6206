package org.lastack.site.lesson;

/** A piece of a lesson's page, in the order of its text. */
sealed interface Piece {
    /** Markup as it stands. */
    record Markup(String html) implements Piece {}

    /** A heading, with markup in its words. */
    record Heading(int level, String id, String html) implements Piece {}

    /** Shown on demand. */
    record Hint(String html) implements Piece {}

    /** A block of code: its place among those of the lesson, from 1. */
    record Block(int number) implements Piece {}
}
