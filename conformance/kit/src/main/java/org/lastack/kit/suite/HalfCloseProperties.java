package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group B as properties: each method bears the id of its rule. */
interface HalfCloseProperties extends RuleProperties {
    @Property
    default void HC_RECV(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_SEND(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_NOSEND(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_FW2_HOLD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_FD_RST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_FD_NORST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_FD_LATE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void HC_SHUTRD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
