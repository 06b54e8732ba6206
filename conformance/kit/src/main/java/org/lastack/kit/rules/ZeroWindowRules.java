package org.lastack.kit.rules;

/** Group L: Zero window and close. */
final class ZeroWindowRules {
    static final Group GROUP = Group.of('L', "Zero window and close");

    private ZeroWindowRules() {}
}
