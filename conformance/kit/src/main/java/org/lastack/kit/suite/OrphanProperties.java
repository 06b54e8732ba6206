package org.lastack.kit.suite;

/** Group K as properties: each method bears the id of its rule. */
interface OrphanProperties extends RuleProperties {}
