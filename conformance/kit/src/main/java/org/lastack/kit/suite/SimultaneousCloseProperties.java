package org.lastack.kit.suite;

/** Group C as properties: each method bears the id of its rule. */
interface SimultaneousCloseProperties extends RuleProperties {}
