package org.lastack.kit.rules;

/** Group K: Orphans and resource limits. */
final class OrphanRules {
    static final Group GROUP = Group.of('K', "Orphans and resource limits");

    private OrphanRules() {}
}
