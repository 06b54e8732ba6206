package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group O as properties: each method bears the id of its rule. */
interface SequenceProperties extends RuleProperties {
    @Property
    default void SQ_FINWRAP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SQ_RCVWRAP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SQ_TWWRAP(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SQ_ISN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SQ_ACKHALF(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
