package org.lastack.kit.rules;

/** Group J: Abort and linger. */
final class AbortRules {
    static final Group GROUP = Group.of('J', "Abort and linger");

    private AbortRules() {}
}
