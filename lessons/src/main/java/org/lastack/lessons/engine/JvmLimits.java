package org.lastack.lessons.engine;

import java.nio.file.Path;

/**
 * What a session may use.
 *
 * @param folder where it runs and where its temporary files are
 * @param megabytes the heap of its JVM; more ends it
 * @param octets what one run may show; more ends it
 */
public record JvmLimits(Path folder, int megabytes, int octets) {
    /** Those of a lesson that the build or a terminal runs. */
    static final JvmLimits LESSON = new JvmLimits(Path.of(""), 512, 16 << 20);
}
