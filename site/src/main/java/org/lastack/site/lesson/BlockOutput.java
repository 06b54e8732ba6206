package org.lastack.site.lesson;

import java.util.List;
import org.lastack.lessons.engine.Drawn;

/**
 * What a block showed.
 *
 * @param text all of it, with drawings as text
 * @param drawings the drawings in it, in their order
 */
record BlockOutput(String text, List<Drawn> drawings) {
    static final BlockOutput NONE = new BlockOutput("", List.of());

    BlockOutput {
        drawings = List.copyOf(drawings);
    }
}
