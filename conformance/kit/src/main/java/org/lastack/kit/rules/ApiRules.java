package org.lastack.kit.rules;

/** Group N: API results. */
final class ApiRules {
    static final Group GROUP = Group.of('N', "API results");

    private ApiRules() {}
}
