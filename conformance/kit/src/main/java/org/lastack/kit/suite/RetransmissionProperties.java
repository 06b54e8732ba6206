package org.lastack.kit.suite;

/** Group D as properties: each method bears the id of its rule. */
interface RetransmissionProperties extends RuleProperties {}
