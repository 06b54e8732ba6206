package org.lastack.kit.suite;

/** Group G as properties: each method bears the id of its rule. */
interface ResetGenerationProperties extends RuleProperties {}
