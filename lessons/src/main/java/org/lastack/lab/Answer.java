package org.lastack.lab;

import java.nio.charset.StandardCharsets;
import org.lastack.host.Errno;
import org.lastack.host.Result;

/**
 * What a call answered.
 *
 * @param expected how many octets a write was asked to take; 0 for other calls
 */
public record Answer(Result result, int expected) {
    private static final int SHORT = 60;

    /** Tells whether there is nothing to say but that it is done, wholly. */
    public boolean plain() {
        return result instanceof Result.Ok || expected > 0 && octets() == expected;
    }

    /** Tells whether the call failed with this error, for example {@code "EPIPE"}. */
    public boolean failed(String errno) {
        return result.is(Errno.valueOf(errno));
    }

    /** Tells whether a read found the end of the stream. */
    public boolean eof() {
        return result instanceof Result.Eof;
    }

    /** Returns how many octets a write took or a read brought; 0 when it did neither. */
    public int octets() {
        if (result instanceof Result.Count r) {
            return r.octets();
        }
        return result instanceof Result.Data r ? r.octets().length() : 0;
    }

    @Override
    public String toString() {
        if (result instanceof Result.Data r && r.octets().length() <= SHORT) {
            String text = new String(r.octets().toArray(), StandardCharsets.US_ASCII);
            if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                return "ok \"" + text + "\"";
            }
        }
        return result.show();
    }
}
