/** Linux kernels of any version as stacks under test: built for user mode, run as a process, in virtual time. */
@NullMarked
package org.lastack.stacks.kernel;

import org.jspecify.annotations.NullMarked;
