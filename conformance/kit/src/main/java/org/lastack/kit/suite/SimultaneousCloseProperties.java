package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group C as properties: each method bears the id of its rule. */
interface SimultaneousCloseProperties extends RuleProperties {
    @Property
    default void SC_CLOSING(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SC_TW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SC_IGNORE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SC_REXMIT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SC_DUPFIN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void SC_SEQVAL(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
