package org.lastack.kit.rules;

/** Group P: Robustness to bad segments. */
final class RobustnessRules {
    static final Group GROUP = Group.of('P', "Robustness to bad segments");

    private RobustnessRules() {}
}
