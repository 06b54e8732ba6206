/** Plays lessons in a terminal. */
@NullMarked
package org.lastack.lessons.player;

import org.jspecify.annotations.NullMarked;
