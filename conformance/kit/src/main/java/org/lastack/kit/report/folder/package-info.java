/** A report as files. */
@NullMarked
package org.lastack.kit.report.folder;

import org.jspecify.annotations.NullMarked;
