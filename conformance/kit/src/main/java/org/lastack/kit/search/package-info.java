/** The one search: draws choices, runs what a rule writes of them, judges it, and makes what fails smaller. */
@NullMarked
package org.lastack.kit.search;

import org.jspecify.annotations.NullMarked;
