package org.lastack.kit.rules;

/** Group H: RST acceptance. */
final class ResetAcceptanceRules {
    static final Group GROUP = Group.of('H', "RST acceptance");

    private ResetAcceptanceRules() {}
}
