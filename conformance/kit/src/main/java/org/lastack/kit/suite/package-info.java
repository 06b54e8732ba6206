/** The rules as jqwik properties, and certifications, which make the same tries without jqwik. */
@NullMarked
package org.lastack.kit.suite;

import org.jspecify.annotations.NullMarked;
