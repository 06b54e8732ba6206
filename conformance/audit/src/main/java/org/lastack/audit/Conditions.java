package org.lastack.audit;

/**
 * What is true of a capture as a whole when one of its connections is judged.
 *
 * @param until when the last packet was seen, in microseconds since 1970
 * @param lossy whether packets are missing, be it in another connection
 */
record Conditions(long until, boolean lossy) {}
