/** The words of the lessons: two hosts, a network between them, and calls that read like the prose around them. */
@NullMarked
package org.lastack.lab;

import org.jspecify.annotations.NullMarked;
