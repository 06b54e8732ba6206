/** How the connections of a capture ended, and why: what can be told from packets alone, with the packets that show it. */
@NullMarked
package org.lastack.audit;

import org.jspecify.annotations.NullMarked;
