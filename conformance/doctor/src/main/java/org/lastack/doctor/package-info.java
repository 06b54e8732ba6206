/** What a running Linux host says about how its connections end: a snapshot of its kernel, and pure functions that find what is in it. */
@NullMarked
package org.lastack.doctor;

import org.jspecify.annotations.NullMarked;
