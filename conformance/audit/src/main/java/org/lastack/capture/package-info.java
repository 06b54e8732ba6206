/**
 * Captures: the files in which packets lie (pcap, pcapng), and the way from what a link carried to a TCP segment. Pure functions of
 * octets; whoever opens the file, and whoever judges what is in it, is elsewhere.
 */
@NullMarked
package org.lastack.capture;

import org.jspecify.annotations.NullMarked;
