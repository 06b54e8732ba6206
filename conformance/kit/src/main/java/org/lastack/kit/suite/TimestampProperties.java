package org.lastack.kit.suite;

/** Group M as properties: each method bears the id of its rule. */
interface TimestampProperties extends RuleProperties {}
