package org.lastack.site.reference;

import java.util.List;
import java.util.stream.Stream;

/** All ways from state to state that the reference takes; the test proves each, and that there is no other. */
final class Transitions {
    static final List<Transition> ALL = Stream.of(OpeningTransitions.ALL, ClosingTransitions.ALL, AbruptTransitions.ALL)
            .flatMap(List::stream)
            .toList();

    private Transitions() {}
}
