/**
 * One end of a connection as RFC 9293 §3.10 has it: calls, arriving segments and time go in; segments, replies and the next
 * instant to be woken come out. No threads, no clock, no randomness.
 */
@NullMarked
package org.lastack.machine;

import org.jspecify.annotations.NullMarked;
