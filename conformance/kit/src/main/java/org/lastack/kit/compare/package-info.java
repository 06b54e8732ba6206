/** Two stacks side by side: the same random scenarios on both, and the first event at which they part. */
@NullMarked
package org.lastack.kit.compare;

import org.jspecify.annotations.NullMarked;
