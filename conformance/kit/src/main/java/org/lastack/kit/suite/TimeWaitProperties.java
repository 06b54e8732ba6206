package org.lastack.kit.suite;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Group F as properties: each method bears the id of its rule. */
interface TimeWaitProperties extends RuleProperties {
    @Property
    default void TW_RESTART(@ForAll("drawn") List<Integer> drawn) {
        check("TW-RESTART", drawn);
    }
}
