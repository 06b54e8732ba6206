/** How fast the reference and the kit are, measured with JMH. */
@NullMarked
package org.lastack.benchmarks;

import org.jspecify.annotations.NullMarked;
