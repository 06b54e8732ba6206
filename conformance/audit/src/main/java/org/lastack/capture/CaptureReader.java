package org.lastack.capture;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a capture packet by packet, and keeps none. */
public abstract class CaptureReader {
    /** No link carries more in one packet: what says so is damaged. */
    static final int MOST = 1 << 24;

    final Input in;
    private long frames;
    private String flaw = "";

    CaptureReader(Input in) {
        this.in = in;
    }

    /**
     * Reads the beginning of a capture in whatever of the known formats it is.
     *
     * @throws CaptureException when it is none of them
     */
    public static CaptureReader of(InputStream stream) throws IOException {
        Input in = new Input(stream);
        byte[] magic = in.read(4);
        if (magic.length == 0) {
            throw new CaptureException("it is empty");
        }
        if (magic.length < 4) {
            throw new CaptureException("it has " + magic.length + " octets, fewer than any capture");
        }
        int number = new Octets(magic).i32(0);
        if (number == PcapngReader.SECTION_HEADER) {
            return new PcapngReader(in);
        }
        PcapReader pcap = PcapReader.of(number, in);
        if (pcap == null) {
            throw new CaptureException("it is neither pcap nor pcapng" + guess(number));
        }
        return pcap;
    }

    private static String guess(int magic) {
        if (magic == 0x28B52FFD) {
            return " but packed with zstd: unpack it first (zstd -dc FILE | lastack audit -)";
        }
        if (magic == 0xFD377A58) {
            return " but packed with xz: unpack it first (xz -dc FILE | lastack audit -)";
        }
        if (magic == 0x736E6F6F) {
            return " but a capture of snoop: convert it first (editcap FILE OUT.pcap)";
        }
        return magic >>> 16 == 0x504B ? " but a zip archive: unpack it first" : "; editcap converts other formats";
    }

    /** Returns the next packet; null at the end, or where the file is damaged, see {@link #flaw}. */
    public @Nullable Frame next() throws IOException {
        if (!flaw.isEmpty()) {
            return null;
        }
        try {
            return read();
        } catch (CaptureException e) {
            flaw = String.valueOf(e.getMessage());
            return null;
        }
    }

    abstract @Nullable Frame read() throws IOException;

    /** What is wrong where reading ended; empty when nothing is. */
    public String flaw() {
        return flaw;
    }

    /** How many octets of each packet were kept at most, as the file says; 0 when it does not. */
    public abstract int snaplen();

    /** How many packets the capturing program says it has missed; -1 when it says nothing. */
    public abstract long dropped();

    final Frame frame(long at, int link, byte[] octets, int length) {
        frames++;
        long time = Math.max(0, Math.min(at, Input.LATEST));
        return new Frame(frames, time, link, new Octets(octets), Math.max(length, octets.length));
    }

    /** Returns so many octets. */
    final byte[] whole(int count) throws IOException {
        byte[] octets = in.read(count);
        if (octets.length < count) {
            throw new CaptureException("it ends in the middle of packet " + (frames + 1));
        }
        return octets;
    }

    final CaptureException damaged(String why) {
        return new CaptureException("it is damaged after packet " + frames + ": " + why);
    }
}
