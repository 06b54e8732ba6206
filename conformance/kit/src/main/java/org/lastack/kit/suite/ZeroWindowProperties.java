package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group L as properties: each method bears the id of its rule. */
interface ZeroWindowProperties extends RuleProperties {
    @Property
    default void ZW_PROBE(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-PROBE", drawn);
    }

    @Property
    default void ZW_STAYOPEN(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-STAYOPEN", drawn);
    }

    @Property
    default void ZW_FIN(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-FIN", drawn);
    }

    @Property
    default void ZW_EXACT(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-EXACT", drawn);
    }

    @Property
    default void ZW_SHRINK(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-SHRINK", drawn);
    }

    @Property
    default void ZW_RCV(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-RCV", drawn);
    }

    @Property
    default void ZW_UNREAD(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-UNREAD", drawn);
    }

    @Property
    default void ZW_DEADLOCK(@ForAll("drawn") List<Integer> drawn) {
        check("ZW-DEADLOCK", drawn);
    }
}
