/** What a run has tried: how often each stimulus met each state. */
@NullMarked
package org.lastack.kit.coverage;

import org.jspecify.annotations.NullMarked;
