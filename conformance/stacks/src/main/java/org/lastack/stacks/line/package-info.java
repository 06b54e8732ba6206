/** The door for any language: a program that speaks the line protocol, and the shim for lwIP that ships with the kit. */
@NullMarked
package org.lastack.stacks.line;

import org.jspecify.annotations.NullMarked;
