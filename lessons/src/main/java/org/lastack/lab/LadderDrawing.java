package org.lastack.lab;

import java.util.Optional;
import org.lastack.trace.Ladder;
import org.lastack.trace.SvgLadder;
import org.lastack.trace.TextLadder;

/** A ladder diagram of what happened between the two hosts. */
public record LadderDrawing(Ladder ladder, Optional<String> script) implements Drawing {
    /** What fits on a page and in a terminal. */
    static final int WIDTH = 80;

    @Override
    public String text() {
        return TextLadder.draw(ladder, WIDTH, false);
    }

    @Override
    public String svg() {
        return SvgLadder.draw(ladder);
    }

    @Override
    public String toString() {
        return text();
    }
}
