package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group M as properties: each method bears the id of its rule. */
interface TimestampProperties extends RuleProperties {
    @Property
    default void TS_FIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_PAWS(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_RST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_RSTGEN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_MISSING(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_TW_A(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_TW_B(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_TW_EDGE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_REUSE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_1337_F2(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TS_INVALID(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
