/** The reference as a host that real clients meet: a small service above, the wire below. */
@NullMarked
package org.lastack.stacks.host;

import org.jspecify.annotations.NullMarked;
