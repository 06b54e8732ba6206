package org.lastack.kit.rules;

/** Group G: RST generation. */
final class ResetGenerationRules {
    static final Group GROUP = Group.of('G', "RST generation");

    private ResetGenerationRules() {}
}
