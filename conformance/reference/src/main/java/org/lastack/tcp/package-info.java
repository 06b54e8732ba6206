/** The words of the protocol: sequence numbers, segments, packets and their bytes, states. RFC 9293 §3.1 to §3.4. */
@NullMarked
package org.lastack.tcp;

import org.jspecify.annotations.NullMarked;
