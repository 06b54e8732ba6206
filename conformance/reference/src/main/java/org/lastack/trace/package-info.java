/** What was seen at the boundary of a stack, and its drawings. */
@NullMarked
package org.lastack.trace;

import org.jspecify.annotations.NullMarked;
