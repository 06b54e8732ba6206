package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group E as properties: each method bears the id of its rule. */
interface FinOrderProperties extends RuleProperties {
    @Property
    default void FO_HOLE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_DATAFIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_DUP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_BEYOND(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_STRADDLE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_REASM(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_WINEDGE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_ACKFIRST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void FO_NOSTATE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
