package org.lastack.lessons.engine;

/**
 * Something in a lesson that is not as the lesson says.
 *
 * @param outputOnly whether it is nothing but the output, which {@link Update} can put right
 */
public record Failure(String file, int line, String what, boolean outputOnly) {
    /** Returns the failure as compilers write them: {@code file:line: what}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
