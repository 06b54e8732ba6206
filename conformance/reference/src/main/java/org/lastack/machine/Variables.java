package org.lastack.machine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variables that are copied together, and equal to others when each value is. */
abstract class Variables implements Cloneable {
    /** Every value once: one that is missing here is copied all the same, but does not count when two are compared. */
    abstract List<?> values();

    /** Returns a copy that has the same queues: whoever copies gives it its own. */
    @Override
    protected final Variables clone() {
        try {
            return (Variables) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Variables that && getClass() == that.getClass() && values().equals(that.values());
    }

    @Override
    public final int hashCode() {
        return values().hashCode();
    }
}
