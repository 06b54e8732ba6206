package org.lastack.kit.rules;

/** Group D: FIN reliability: retransmission, backoff, give-up. */
final class RetransmissionRules {
    static final Group GROUP = Group.of('D', "FIN reliability: retransmission, backoff, give-up");

    private RetransmissionRules() {}
}
