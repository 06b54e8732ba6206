/** The part of the site to look things up in: rules, stacks, states, claims, knobs, words. */
@NullMarked
package org.lastack.site.reference;

import org.jspecify.annotations.NullMarked;
