package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group I as properties: each method bears the id of its rule. */
interface SynProperties extends RuleProperties {
    @Property
    default void SY_CHALLENGE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SY_793(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SY_PAYLOAD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SY_RESTART(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SY_PASSIVE_RCVD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
