package org.lastack.kit.suite;

/** Group E as properties: each method bears the id of its rule. */
interface FinOrderProperties extends RuleProperties {}
