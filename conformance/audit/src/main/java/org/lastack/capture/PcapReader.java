package org.lastack.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The format pcap (draft-ietf-opsawg-pcap): a header, then packets with their times in micro- or nanoseconds. */
final class PcapReader extends CaptureReader {
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    /** With eight more octets before each packet, as some Linux systems once wrote it. */
    private static final int PATCHED = 0xA1B2CD34;

    private static final int HEADER = 24;
    private static final int RECORD = 16;

    private final boolean nanoseconds;
    private final int recordHeader;
    private final int link;
    private final int snaplen;

    private PcapReader(Input in, int magic) throws IOException {
        super(in);
        nanoseconds = magic == NANOSECONDS;
        recordHeader = magic == PATCHED ? RECORD + 8 : RECORD;
        byte[] header = in.read(HEADER - 4);
        if (header.length < HEADER - 4) {
            throw new CaptureException("it ends in its header");
        }
        int most = in.i32(header, 12);
        snaplen = most < 0 ? Integer.MAX_VALUE : most;
        link = in.i32(header, 16) & 0xffff;
    }

    /** Returns null when that is no beginning of such a file. */
    static @Nullable PcapReader of(int magic, Input in) throws IOException {
        for (int known : new int[] {MICROSECONDS, NANOSECONDS, PATCHED}) {
            if (magic == known || magic == Integer.reverseBytes(known)) {
                in.little(magic != known);
                return new PcapReader(in, known);
            }
        }
        return null;
    }

    @Override
    @Nullable
    Frame read() throws IOException {
        byte[] header = in.read(recordHeader);
        if (header.length == 0) {
            return null;
        }
        if (header.length < recordHeader) {
            throw damaged("it ends in the header of a packet");
        }
        long fraction = in.u32(header, 4);
        long at = in.u32(header, 0) * 1_000_000 + (nanoseconds ? fraction / 1000 : fraction);
        int captured = in.i32(header, 8);
        if (captured < 0 || captured > MOST) {
            throw damaged("a packet of " + in.u32(header, 8) + " octets");
        }
        return frame(at, link, whole(captured), in.i32(header, 12));
    }

    @Override
    public int snaplen() {
        return snaplen;
    }

    @Override
    public long dropped() {
        return -1;
    }
}
