package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group H as properties: each method bears the id of its rule. */
interface ResetAcceptanceProperties extends RuleProperties {
    @Property
    default void RA_EXACT(@ForAll("drawn") List<Integer> drawn) {
        check("RA-EXACT", drawn);
    }

    @Property
    default void RA_INWIN(@ForAll("drawn") List<Integer> drawn) {
        check("RA-INWIN", drawn);
    }

    @Property
    default void RA_OUTWIN(@ForAll("drawn") List<Integer> drawn) {
        check("RA-OUTWIN", drawn);
    }

    @Property
    default void RA_ROUNDTRIP(@ForAll("drawn") List<Integer> drawn) {
        check("RA-ROUNDTRIP", drawn);
    }

    @Property
    default void RA_SYNSENT(@ForAll("drawn") List<Integer> drawn) {
        check("RA-SYNSENT", drawn);
    }

    @Property
    default void RA_SYNRCVD(@ForAll("drawn") List<Integer> drawn) {
        check("RA-SYNRCVD", drawn);
    }

    @Property
    default void RA_LISTEN(@ForAll("drawn") List<Integer> drawn) {
        check("RA-LISTEN", drawn);
    }

    @Property
    default void RA_DATA(@ForAll("drawn") List<Integer> drawn) {
        check("RA-DATA", drawn);
    }

    @Property
    default void RA_ZEROWIN(@ForAll("drawn") List<Integer> drawn) {
        check("RA-ZEROWIN", drawn);
    }

    @Property
    default void RA_ORDER(@ForAll("drawn") List<Integer> drawn) {
        check("RA-ORDER", drawn);
    }

    @Property
    default void RA_THROTTLE(@ForAll("drawn") List<Integer> drawn) {
        check("RA-THROTTLE", drawn);
    }
}
