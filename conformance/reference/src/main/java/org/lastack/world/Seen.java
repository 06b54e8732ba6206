package org.lastack.world;

import org.lastack.trace.Event;

/**
 * Something that happened in a {@link World}.
 *
 * @param step the index of the step that brought it
 * @param who at whose boundary; of a forged packet, in whose name
 * @param event what; a note when a packet is forged, which no host sees
 * @param packet the number of the packet that was sent, arrived or got lost, among those of its sender; otherwise -1
 */
public record Seen(int step, Side who, Event event, int packet) {}
