package org.lastack.capture;

import java.io.IOException;

/** Says in words for people why a file is no capture that can be read. */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1L;

    public CaptureException(String why) {
        super(why);
    }
}
