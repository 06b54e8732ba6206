package org.lastack.kit.rules;

/** Group E: FIN ordering and data. */
final class FinOrderRules {
    static final Group GROUP = Group.of('E', "FIN ordering and data");

    private FinOrderRules() {}
}
