package org.lastack.kit.suite;

/** Group B as properties: each method bears the id of its rule. */
interface HalfCloseProperties extends RuleProperties {}
