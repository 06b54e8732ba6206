package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group G as properties: each method bears the id of its rule. */
interface ResetGenerationProperties extends RuleProperties {
    @Property
    default void RG_NOTCB(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_NORST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_LISTEN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_NONSYNC(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_SYNC(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_HALFOPEN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void RG_CLOSED_AFTER(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
