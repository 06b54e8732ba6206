/** The home page. */
@NullMarked
package org.lastack.site.home;

import org.jspecify.annotations.NullMarked;
