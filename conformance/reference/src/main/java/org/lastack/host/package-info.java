/** What an application says to a stack and hears from it, and the host that answers. */
@NullMarked
package org.lastack.host;

import org.jspecify.annotations.NullMarked;
