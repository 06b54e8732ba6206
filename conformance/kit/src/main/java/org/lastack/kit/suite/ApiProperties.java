package org.lastack.kit.suite;

/** Group N as properties: each method bears the id of its rule. */
interface ApiProperties extends RuleProperties {}
