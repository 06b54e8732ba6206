/** The running Linux kernel as a stack under test: its own sockets, in a network namespace of ours, behind a TUN device. */
@NullMarked
package org.lastack.stacks.linux;

import org.jspecify.annotations.NullMarked;
