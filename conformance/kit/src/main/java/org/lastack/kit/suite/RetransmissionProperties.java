package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group D as properties: each method bears the id of its rule. */
interface RetransmissionProperties extends RuleProperties {
    @Property
    default void FR_REXMIT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_ACK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_BACKOFF(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_NOTEARLY(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_KARN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_PARTIAL(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_R2(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_R2_APP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_UTO(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FR_ICMP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
