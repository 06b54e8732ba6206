package org.lastack.capture;

/**
 * One packet as a capture holds it.
 *
 * @param number its place in the file, counted from 1 as other programs do
 * @param at when it was seen, in microseconds since 1970
 * @param link what kind of link it was seen on: a number of the registry of link types, see {@link LinkType}
 * @param octets what was captured of it
 * @param length how long it was on the link, in octets; more than was captured where the capture was cut
 */
public record Frame(long number, long at, int link, Octets octets, int length) {}
