/** The site: what is on it and what writes it. */
@NullMarked
package org.lastack.site;

import org.jspecify.annotations.NullMarked;
