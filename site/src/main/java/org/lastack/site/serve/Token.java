package org.lastack.site.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A secret of one start of the server. Who does not know it cannot run anything. */
final class Token {
    private static final int OCTETS = 32;

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    static Token random() {
        byte[] octets = new byte[OCTETS];
        new SecureRandom().nextBytes(octets);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    String text() {
        return text;
    }

    /** Compares in a time that does not tell how much of it is right. */
    boolean is(@Nullable String other) {
        return other != null
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.UTF_8));
    }
}
