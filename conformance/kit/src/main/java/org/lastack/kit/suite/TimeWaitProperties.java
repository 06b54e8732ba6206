package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group F as properties: each method bears the id of its rule. */
interface TimeWaitProperties extends RuleProperties {
    @Property
    default void TW_2MSL(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_RESTART(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_QUIETSTATE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_JUNK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_RST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_RST_1337(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_SYN_NEW(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_SYN_OLD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_SYN_BACK(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void TW_BUSY(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
