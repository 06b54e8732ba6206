/** What the kit does to a stack, as data, and the runner that does it under a virtual or a wall clock. */
@NullMarked
package org.lastack.kit.scenario;

import org.jspecify.annotations.NullMarked;
