package org.lastack.capture;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lastack.capture.Written.plus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lastack.audit.Audit;
import org.lastack.world.Dice;

/** Whatever octets a file holds, reading it ends, and neither throws nor takes more memory than the file. */
class ReadersFuzzTest {
    private static final int FRAMES = Integer.getInteger("lastack.audit.frames", 200_000);
    private static final int FILES = Integer.getInteger("lastack.audit.files", 20_000);

    private static byte[] mutated(byte[] octets, Dice dice) {
        byte[] other = dice.percent(20) ? Arrays.copyOf(octets, dice.below(octets.length + 1)) : octets.clone();
        for (int i = dice.below(4); i >= 0 && other.length > 0; i--) {
            int at = dice.below(other.length);
            other[at] = dice.percent(30) ? (byte) (dice.percent(50) ? 0xff : 0) : (byte) dice.next();
        }
        return other;
    }

    @Test
    void no_octets_of_a_frame_confuse_the_dissector() {
        List<Object[]> seeds = Stream.concat(DissectorTest.links(), DissectorTest.tunnels())
                .map(a -> a.get())
                .toList();
        Dice dice = new Dice(1);
        Dissector dissector = new Dissector();
        int seen = 0;
        for (int i = 0; i < FRAMES; i++) {
            Object[] seed = seeds.get(dice.below(seeds.size()));
            byte[] octets = mutated((byte[]) seed[2], dice);
            int length = dice.percent(10) ? (int) dice.next() : octets.length;
            Frame frame = new Frame(i, i, (int) seed[1], new Octets(octets), Math.max(length, octets.length));
            Found found = dissector.of(frame);
            if (found instanceof Seen s) {
                assertTrue(s.text() >= 0);
                seen++;
            }
        }
        int count = seen;
        assertTrue(count > FRAMES / 2, () -> count + " seen");
    }

    @Test
    void no_octets_of_a_file_confuse_readers_and_audit() throws IOException {
        List<byte[]> files = files();
        Dice dice = new Dice(2);
        long endings = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] file = mutated(files.get(dice.below(files.size())), dice);
            long[] told = new long[1];
            Audit audit = new Audit(e -> told[0] += e.sentence().isEmpty() ? 0 : 1, 1);
            try {
                CaptureReader reader = CaptureReader.of(new ByteArrayInputStream(file));
                int frames = 0;
                for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                    audit.frame(frame);
                    frames++;
                }
                int most = frames;
                assertTrue(most <= file.length / 12, () -> most + " frames");
            } catch (CaptureException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("it "), e.getMessage());
            }
            audit.end();
            endings += told[0];
            assertTrue(audit.survey().facts().size() > 0);
        }
        assertTrue(endings > FILES / 2);
    }

    private static List<byte[]> files() {
        List<byte[]> files = new ArrayList<>();
        Written pcap = Written.ethernet();
        for (int i = 0; i < 6; i++) {
            byte[] ip = Pieces.IP.clone();
            ip[33] = (byte) (i == 0 ? 2 : i == 1 ? 0x12 : i == 4 ? 0x11 : i == 5 ? 4 : 0x10);
            pcap.add(1_000_000L * i, Written.framed(ip));
        }
        files.add(pcap.octets());
        files.add(plus(
                CaptureReaderTest.head(),
                CaptureReaderTest.framed(1, Written.framed(Pieces.IP)),
                CaptureReaderTest.framed(2, Written.framed(Pieces.IP6)),
                CaptureReaderTest.framed(3, Written.framed(Pieces.IP))));
        return files;
    }
}
