/** Deliberately wrong stacks, each with the rule that must catch it. */
@NullMarked
package org.lastack.kit.mutants;

import org.jspecify.annotations.NullMarked;
