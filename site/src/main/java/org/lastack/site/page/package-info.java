/** The form that all pages of the site share. */
@NullMarked
package org.lastack.site.page;

import org.jspecify.annotations.NullMarked;
