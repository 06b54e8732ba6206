package org.lastack.kit.suite;

/** Group A as properties: each method bears the id of its rule. */
interface NormalCloseProperties extends RuleProperties {}
