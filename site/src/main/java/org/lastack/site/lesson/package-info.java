/** Lessons as pages: their text, their blocks, and what came of running them. */
@NullMarked
package org.lastack.site.lesson;

import org.jspecify.annotations.NullMarked;
