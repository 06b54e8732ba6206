/** What each side must know at each event of a trace: the kit's own inference, independent of any implementation. */
@NullMarked
package org.lastack.kit.observe;

import org.jspecify.annotations.NullMarked;
