package org.lastack.kit.rules;

/** Group A: Normal close (active and passive). */
final class NormalCloseRules {
    static final Group GROUP = Group.of('A', "Normal close (active and passive)");

    private NormalCloseRules() {}
}
