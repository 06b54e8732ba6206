package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group J as properties: each method bears the id of its rule. */
interface AbortProperties extends RuleProperties {
    @Property
    default void AB_RST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_SILENT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_FLUSH(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_TIMEOUT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_LINGER0(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_LINGER_N(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_LINGER_OFF(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AB_LINGER_NB(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
