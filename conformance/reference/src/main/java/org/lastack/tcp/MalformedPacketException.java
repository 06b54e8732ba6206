package org.lastack.tcp;

/** Says why some octets are no TCP packet: truncated, wrong version, wrong length, bad checksum, options that overrun. */
public final class MalformedPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedPacketException(String why) {
        super(why);
    }
}
