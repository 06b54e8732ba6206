package org.lastack.kit.rules;

/** Group C: Simultaneous close. */
final class SimultaneousCloseRules {
    static final Group GROUP = Group.of('C', "Simultaneous close");

    private SimultaneousCloseRules() {}
}
