package org.lastack.lessons.engine;

/** A lesson is not written as {@code WRITING.md} says; the message has file and line. */
public final class LessonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, and where. */
    public LessonException(String file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
