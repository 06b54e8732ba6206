package org.lastack.kit.suite;

/** Group P as properties: each method bears the id of its rule. */
interface RobustnessProperties extends RuleProperties {}
