package org.lastack.kit.rules;

/** Group O: ISN and sequence wraparound. */
final class SequenceRules {
    static final Group GROUP = Group.of('O', "ISN and sequence wraparound");

    private SequenceRules() {}
}
