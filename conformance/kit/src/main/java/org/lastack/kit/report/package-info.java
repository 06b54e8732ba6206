/** Verdicts as console text, JSON and JUnit XML. */
@NullMarked
package org.lastack.kit.report;

import org.jspecify.annotations.NullMarked;
