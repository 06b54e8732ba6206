package org.lastack.site.lesson;

import java.util.List;
import java.util.stream.Collectors;
import org.lastack.lessons.engine.Failure;

/** Lessons that do not do what their text says; the message has a line for each difference. */
public final class WrongLessonsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongLessonsException(List<Failure> failures) {
        super(failures.stream().map(Failure::toString).collect(Collectors.joining("\n")));
    }
}
