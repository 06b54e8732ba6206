package org.lastack.kit.suite;

/** Group H as properties: each method bears the id of its rule. */
interface ResetAcceptanceProperties extends RuleProperties {}
