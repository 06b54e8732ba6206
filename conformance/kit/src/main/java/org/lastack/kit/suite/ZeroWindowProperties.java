package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group L as properties: each method bears the id of its rule. */
interface ZeroWindowProperties extends RuleProperties {
    @Property
    default void ZW_PROBE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_STAYOPEN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_FIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_EXACT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_SHRINK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_RCV(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_UNREAD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void ZW_DEADLOCK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
