package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group H as properties: each method bears the id of its rule. */
interface ResetAcceptanceProperties extends RuleProperties {
    @Property
    default void RA_EXACT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_INWIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_OUTWIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_ROUNDTRIP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_SYNSENT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_SYNRCVD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_LISTEN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_DATA(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_ZEROWIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_ORDER(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RA_THROTTLE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
