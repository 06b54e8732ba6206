package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group P as properties: each method bears the id of its rule. */
interface RobustnessProperties extends RuleProperties {
    @Property
    default void RB_NOACK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_ACKUNSENT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_ACKOLD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_OOW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_CHECKSUM(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_OPTIONS(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_URG(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_ACKLOOP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RB_ADDR(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
