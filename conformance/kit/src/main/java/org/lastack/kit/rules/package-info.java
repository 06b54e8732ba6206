/** The catalogue as code: one class a group, one rule an entry. */
@NullMarked
package org.lastack.kit.rules;

import org.jspecify.annotations.NullMarked;
