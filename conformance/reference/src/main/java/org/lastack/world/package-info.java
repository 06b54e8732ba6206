/** Two hosts and the packets between them, moved by hand or by themselves; and what was done as a text that fits into a link. */
@NullMarked
package org.lastack.world;

import org.jspecify.annotations.NullMarked;
