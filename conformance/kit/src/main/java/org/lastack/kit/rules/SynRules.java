package org.lastack.kit.rules;

/** Group I: SYN in synchronized states. */
final class SynRules {
    static final Group GROUP = Group.of('I', "SYN in synchronized states");

    private SynRules() {}
}
