package org.lastack.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The format pcapng (draft-ietf-opsawg-pcapng): sections of blocks, with interfaces that each have a link and a clock of their own. */
final class PcapngReader extends CaptureReader {
    static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;

    private static final int TSRESOL = 9;
    private static final int TSOFFSET = 14;
    private static final int IFDROP = 5;
    private static final int OSDROP = 7;
    /** A capture has not so many interfaces: a file that says so wants memory. */
    private static final int MOST_INTERFACES = 65_536;

    private record Interface(int link, int snaplen, TimeUnit unit, long offset) {}

    /** What one tick of a clock is: a negative power of ten, or of two. */
    private record TimeUnit(boolean binary, int exponent) {
        static final TimeUnit MICROSECOND = new TimeUnit(false, 6);

        long micros(long ticks) {
            return binary ? ofPowersOfTwo(ticks) : ofPowersOfTen(ticks);
        }

        private long ofPowersOfTen(long ticks) {
            long time = ticks;
            for (int i = exponent; i < 6; i++) {
                time = time > Input.LATEST / 10 ? Input.LATEST : time * 10;
            }
            for (int i = 6; i < exponent; i++) {
                time = Long.divideUnsigned(time, 10);
            }
            return time;
        }

        private long ofPowersOfTwo(long ticks) {
            long seconds = exponent >= 64 ? 0 : ticks >>> exponent;
            long rest = exponent >= 64 ? ticks : ticks & ((1L << exponent) - 1);
            int fine = Math.max(0, exponent - 40);
            long micros = fine >= 64 ? 0 : (rest >>> fine) * 1_000_000 >>> Math.min(40, exponent);
            return seconds > Input.LATEST / 1_000_000 ? Input.LATEST : seconds * 1_000_000 + micros;
        }
    }

    private final List<Interface> interfaces = new ArrayList<>();
    private long dropped = -1;
    private long latest;

    /** The type of the first block has been read. */
    PcapngReader(Input in) throws IOException {
        super(in);
        section();
    }

    @Override
    @Nullable
    Frame read() throws IOException {
        while (true) {
            byte[] type = in.read(4);
            if (type.length == 0) {
                return null;
            }
            if (type.length < 4) {
                throw damaged("it ends in the header of a block");
            }
            if (new Octets(type).i32(0) == SECTION_HEADER) {
                section();
                continue;
            }
            Frame frame = block(in.i32(type, 0), body());
            if (frame != null) {
                return frame;
            }
        }
    }

    private void section() throws IOException {
        byte[] begin = whole(8);
        int order = new Octets(begin).i32(4);
        if (order != BYTE_ORDER && order != Integer.reverseBytes(BYTE_ORDER)) {
            throw damaged("a section without byte order");
        }
        in.little(order != BYTE_ORDER);
        skip(length(begin) - 4);
        interfaces.clear();
    }

    /** What lies between the two lengths of a block, checked. */
    private byte[] body() throws IOException {
        byte[] body = whole(length(whole(4)));
        if (in.i32(whole(4), 0) != body.length + 12) {
            throw damaged("a block whose two lengths differ");
        }
        return body;
    }

    private int length(byte[] total) throws CaptureException {
        int length = in.i32(total, 0);
        if (length < 12 || length > MOST || length % 4 != 0) {
            throw damaged("a block of " + in.u32(total, 0) + " octets");
        }
        return length - 12;
    }

    private void skip(int count) throws IOException {
        if (count < 0) {
            throw damaged("a block that is too short");
        }
        whole(count + 4);
    }

    private @Nullable Frame block(int type, byte[] body) throws CaptureException {
        switch (type) {
            case INTERFACE -> describe(body);
            case STATISTICS -> statistics(body);
            case PACKET -> {
                need(body, 20);
                return packet(in.i32(body, 0), body, 4, 20);
            }
            case OLD_PACKET -> {
                need(body, 20);
                drops(in.u16(body, 2) == 0xffff ? 0 : in.u16(body, 2));
                return packet(in.u16(body, 0), body, 4, 20);
            }
            case SIMPLE_PACKET -> {
                return simple(body);
            }
            default -> {} // of no use here, or not known yet
        }
        return null;
    }

    private void describe(byte[] body) throws CaptureException {
        need(body, 8);
        if (interfaces.size() >= MOST_INTERFACES) {
            throw damaged("more than " + MOST_INTERFACES + " interfaces");
        }
        int resolution = option(body, 8, TSRESOL, 1);
        int offset = option(body, 8, TSOFFSET, 8);
        int exponent = resolution < 0 ? 6 : body[resolution] & 0x7f;
        TimeUnit unit = resolution < 0 ? TimeUnit.MICROSECOND : new TimeUnit(body[resolution] < 0, exponent);
        int most = in.i32(body, 4);
        interfaces.add(new Interface(
                in.u16(body, 0), most < 0 ? Integer.MAX_VALUE : most, unit, offset < 0 ? 0 : in.i64(body, offset)));
    }

    private void statistics(byte[] body) {
        for (int code : new int[] {IFDROP, OSDROP}) {
            int at = option(body, 12, code, 8);
            if (at >= 0) {
                drops(in.i64(body, at));
            }
        }
    }

    private void drops(long count) {
        dropped = Math.max(0, dropped) + Math.max(0, Math.min(count, Integer.MAX_VALUE));
    }

    /** Returns where the value of the option begins, or -1. */
    private int option(byte[] body, int from, int code, int least) {
        int at = from;
        while (at + 4 <= body.length) {
            int found = in.u16(body, at);
            int length = in.u16(body, at + 2);
            if (found == 0 || at + 4 + length > body.length) {
                return -1;
            }
            if (found == code && length >= least) {
                return at + 4;
            }
            at += 4 + (length + 3) / 4 * 4;
        }
        return -1;
    }

    private Frame packet(int number, byte[] body, int time, int data) throws CaptureException {
        Interface from = from(number);
        int captured = in.i32(body, time + 8);
        if (captured < 0 || captured > body.length - data) {
            throw damaged("a packet that is longer than its block");
        }
        long ticks = in.u32(body, time) << 32 | in.u32(body, time + 4);
        latest = from.unit().micros(ticks) + seconds(from.offset());
        byte[] octets = Arrays.copyOfRange(body, data, data + captured);
        return frame(latest, from.link(), octets, in.i32(body, time + 12));
    }

    private static long seconds(long offset) {
        long most = Input.LATEST / 1_000_000;
        return Math.max(-most, Math.min(offset, most)) * 1_000_000;
    }

    /** It has neither a time nor an interface: the first one, and the time of the packet before. */
    private Frame simple(byte[] body) throws CaptureException {
        need(body, 4);
        Interface from = from(0);
        int length = in.i32(body, 0);
        int most = from.snaplen() == 0 ? Integer.MAX_VALUE : from.snaplen();
        int captured = Math.min(Math.min(length < 0 ? Integer.MAX_VALUE : length, most), body.length - 4);
        return frame(latest, from.link(), Arrays.copyOfRange(body, 4, 4 + captured), length);
    }

    private Interface from(int number) throws CaptureException {
        if (number < 0 || number >= interfaces.size()) {
            throw damaged("a packet of an interface that was not described");
        }
        return interfaces.get(number);
    }

    private void need(byte[] body, int least) throws CaptureException {
        if (body.length < least) {
            throw damaged("a block that is too short");
        }
    }

    @Override
    public int snaplen() {
        return interfaces.stream().mapToInt(Interface::snaplen).max().orElse(0);
    }

    @Override
    public long dropped() {
        return dropped;
    }
}
