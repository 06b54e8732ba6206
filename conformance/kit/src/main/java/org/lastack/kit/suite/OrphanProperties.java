package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group K as properties: each method bears the id of its rule. */
interface OrphanProperties extends RuleProperties {
    @Property
    default void OR_RETRIES(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_LIVE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_FINTIMEOUT(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_FINTIMEOUT_ODD(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_LINGER2(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_MAX(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_TWBUCKETS(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_LISTENER(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }

    @Property
    default void OR_KEEPALIVE(@ForAll("drawn") List<Integer> drawn) {
        check(drawn);
    }
}
