package org.lastack.kit.suite;

/** Group J as properties: each method bears the id of its rule. */
interface AbortProperties extends RuleProperties {}
