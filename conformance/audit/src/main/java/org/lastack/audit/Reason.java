package org.lastack.audit;

import java.util.List;

/**
 * One thing that explains an ending; where several are possible they come ranked.
 *
 * @param words a sentence that says what happened
 * @param frames the packets that show it
 * @param decides what else one would have to look at to be sure; empty when the capture is enough
 */
public record Reason(Cause cause, String words, List<Long> frames, String decides) {
    public Reason {
        frames = List.copyOf(frames);
    }
}
