package org.lastack.kit.suite;

/** Group I as properties: each method bears the id of its rule. */
interface SynProperties extends RuleProperties {}
