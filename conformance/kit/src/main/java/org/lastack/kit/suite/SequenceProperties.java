package org.lastack.kit.suite;

/** Group O as properties: each method bears the id of its rule. */
interface SequenceProperties extends RuleProperties {}
