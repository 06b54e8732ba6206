package org.lastack.kit.suite;

/** Group L as properties: each method bears the id of its rule. */
interface ZeroWindowProperties extends RuleProperties {}
