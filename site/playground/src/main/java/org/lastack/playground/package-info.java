/** The reference machine in the browser. */
@NullMarked
package org.lastack.playground;

import org.jspecify.annotations.NullMarked;
