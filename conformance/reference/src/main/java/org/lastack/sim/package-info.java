/** Two hosts, a network between them, and a clock that jumps: whole connections in microseconds, the same every time. */
@NullMarked
package org.lastack.sim;

import org.jspecify.annotations.NullMarked;
