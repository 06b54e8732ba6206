package org.lastack.stacks;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Starts a program of lastack. Java ends with 1 when a program fails or cannot be started, and 1 is a verdict: so this ends with 2
 * then. It needs nothing but the JDK, and is there when a library of the program is not.
 */
public final class Start {
    private static final int USAGE = 2;

    private Start() {}

    /** Starts the program whose main class is the first word, with the others. */
    public static void main(String[] words) {
        try {
            Class.forName(words[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(words, 1, words.length));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            end(cause == null ? e : cause);
        } catch (ReflectiveOperationException | LinkageError | OutOfMemoryError e) {
            end(e);
        }
    }

    private static void end(Throwable why) {
        if (why instanceof OutOfMemoryError) {
            System.err.println("lastack: Java ran out of memory (" + why.getMessage()
                    + "): give it more, for example LASTACK_JAVA_OPTIONS=-Xmx1g");
        } else if (why instanceof ClassNotFoundException || why instanceof LinkageError) {
            System.err.println("lastack: what was built is incomplete or not for this Java: " + why
                    + "; remove the folders target/app-* and start again");
        } else {
            System.err.println("lastack: a mistake in lastack itself:");
            why.printStackTrace();
        }
        System.exit(USAGE);
    }
}
