package org.lastack.lessons.engine;

/** Something in a lesson that is not as the lesson says. */
public record Failure(String file, int line, String what) {
    /** Returns the failure as compilers write them: {@code file:line: what}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
