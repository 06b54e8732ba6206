package org.lastack.kit.rules;

/** Group B: Half-close. */
final class HalfCloseRules {
    static final Group GROUP = Group.of('B', "Half-close");

    private HalfCloseRules() {}
}
