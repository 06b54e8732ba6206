/** The rules as jqwik properties, run through the JUnit Platform launcher. */
@NullMarked
package org.lastack.kit.suite;

import org.jspecify.annotations.NullMarked;
