/** What the adapters share. */
@NullMarked
package org.lastack.stacks;

import org.jspecify.annotations.NullMarked;
