package org.lastack.kit.rules;

/** Group M: Timestamps, PAWS and reuse. */
final class TimestampRules {
    static final Group GROUP = Group.of('M', "Timestamps, PAWS and reuse");

    private TimestampRules() {}
}
