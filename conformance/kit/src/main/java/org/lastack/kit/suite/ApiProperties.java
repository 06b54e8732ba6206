package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group N as properties: each method bears the id of its rule. */
interface ApiProperties extends RuleProperties {
    @Property
    default void AP_INFORM(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_EOF(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_UNSOLICITED(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_RESET(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_RESETDATA(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_CWRST(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_EPIPE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_TIMEDOUT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_SHUTDOWN(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void AP_STATUS(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
