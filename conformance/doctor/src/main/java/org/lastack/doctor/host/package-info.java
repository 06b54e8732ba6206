/** Reads the running kernel, and changes nothing: sock_diag(7) and /proc. Linux only. */
@NullMarked
package org.lastack.doctor.host;

import org.jspecify.annotations.NullMarked;
