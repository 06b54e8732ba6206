/** The command line. */
@NullMarked
package org.lastack.certify;

import org.jspecify.annotations.NullMarked;
