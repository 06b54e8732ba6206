package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group A as properties: each method bears the id of its rule. */
interface NormalCloseProperties extends RuleProperties {
    @Property
    default void NC_FIN(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FIN", drawn);
    }

    @Property
    default void NC_FIN_SPACE(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FIN-SPACE", drawn);
    }

    @Property
    default void NC_FIN_LAST(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FIN-LAST", drawn);
    }

    @Property
    default void NC_PROMPT(@ForAll("drawn") List<Integer> drawn) {
        check("NC-PROMPT", drawn);
    }

    @Property
    default void NC_FW(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FW", drawn);
    }

    @Property
    default void NC_FW2_TW(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FW2-TW", drawn);
    }

    @Property
    default void NC_FW1_TW(@ForAll("drawn") List<Integer> drawn) {
        check("NC-FW1-TW", drawn);
    }

    @Property
    default void NC_CW(@ForAll("drawn") List<Integer> drawn) {
        check("NC-CW", drawn);
    }

    @Property
    default void NC_LA(@ForAll("drawn") List<Integer> drawn) {
        check("NC-LA", drawn);
    }

    @Property
    default void NC_EARLY(@ForAll("drawn") List<Integer> drawn) {
        check("NC-EARLY", drawn);
    }
}
