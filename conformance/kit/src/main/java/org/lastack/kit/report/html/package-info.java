/** A report as one page that opens from disk and asks the network for nothing. */
@NullMarked
package org.lastack.kit.report.html;

import org.jspecify.annotations.NullMarked;
