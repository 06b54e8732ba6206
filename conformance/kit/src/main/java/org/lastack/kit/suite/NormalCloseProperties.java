package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group A as properties: each method bears the id of its rule. */
interface NormalCloseProperties extends RuleProperties {
    @Property
    default void NC_FIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_FIN_SPACE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_FIN_LAST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_PROMPT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_FW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_FW2_TW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_FW1_TW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_CW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_LA(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void NC_EARLY(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
