/** Reads lessons, runs their blocks in a JVM that can be killed, and compares what they show with what stands in the text. */
@NullMarked
package org.lastack.lessons.engine;

import org.jspecify.annotations.NullMarked;
