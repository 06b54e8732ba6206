/** The door: what a stack has to offer to be certified, and what it says of itself. */
@NullMarked
package org.lastack.kit.stack;

import org.jspecify.annotations.NullMarked;
