package org.lastack.tcp;

/** An IPv4 or IPv6 address: four or sixteen octets. */
public record IpAddress(Bytes octets) {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException when there are neither 4 nor 16 octets
     */
    public IpAddress {
        if (octets.length() != 4 && octets.length() != 16) {
            throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length());
        }
    }

    /**
     * Reads dotted decimal IPv4, or IPv6 in groups of hexadecimal digits with at most one {@code ::}.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static IpAddress of(String text) {
        return new IpAddress(text.indexOf(':') >= 0 ? parse6(text) : parse4(text));
    }

    public boolean isV6() {
        return octets.length() == 16;
    }

    /** Tells whether one host has the address: not broadcast, not multicast, nor any other that none can have. */
    public boolean isUnicast() {
        int first = octets.at(0);
        return isV6() ? first != 0xff : first != 0 && first < 224;
    }

    private static Bytes parse4(String text) {
        byte[] octets = new byte[4];
        int start = 0;
        for (int i = 0; i < 4; i++) {
            int end = i == 3 ? text.length() : text.indexOf('.', start);
            int value = end < 0 ? -1 : number(text.substring(start, end), 10, 255);
            if (value < 0) {
                throw new IllegalArgumentException("not an IPv4 address: " + text);
            }
            octets[i] = (byte) value;
            start = end + 1;
        }
        return Bytes.copyOf(octets);
    }

    private static Bytes parse6(String text) {
        int gap = text.indexOf("::");
        byte[] octets = new byte[16];
        boolean fits;
        if (gap < 0) {
            fits = groups(text, octets, 0) == 16;
        } else {
            byte[] tail = new byte[16];
            int before = groups(text.substring(0, gap), octets, 0);
            int after = groups(text.substring(gap + 2), tail, 0);
            fits = before >= 0 && after >= 0 && before + after <= 14;
            if (fits) {
                System.arraycopy(tail, 0, octets, 16 - after, after);
            }
        }
        if (!fits) {
            throw new IllegalArgumentException("not an IPv6 address: " + text);
        }
        return Bytes.copyOf(octets);
    }

    /** Writes the groups of the text into the array and returns where they end, or -1 when they do not parse. */
    private static int groups(String text, byte[] octets, int at) {
        int next = at;
        int start = 0;
        while (start < text.length() || (start > 0 && start == text.length() && text.endsWith(":"))) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            int value = number(text.substring(start, end), 16, 0xffff);
            if (value < 0 || next > 14) {
                return -1;
            }
            octets[next] = (byte) (value >> 8);
            octets[next + 1] = (byte) value;
            next += 2;
            start = end + 1;
        }
        return next;
    }

    private static int number(String digits, int radix, int most) {
        if (digits.isEmpty() || digits.length() > 5) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value <= most ? value : -1;
    }

    /** Returns dotted decimal, or all eight groups of an IPv6 address with the longest run of zeros left out. */
    @Override
    public String toString() {
        return isV6() ? show6() : octets.at(0) + "." + octets.at(1) + "." + octets.at(2) + "." + octets.at(3);
    }

    private String show6() {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = octets.at(2 * i) << 8 | octets.at(2 * i + 1);
        }
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > gapLength) {
                gap = i;
                gapLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
