/** The local server: it serves the site to this machine alone, and runs what a reader writes into a lesson. */
@NullMarked
package org.lastack.site.serve;

import org.jspecify.annotations.NullMarked;
