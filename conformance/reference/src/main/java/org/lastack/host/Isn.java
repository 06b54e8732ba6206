package org.lastack.host;

import org.lastack.tcp.Bytes;

/**
 * Initial sequence numbers (RFC 9293 §3.4.1): a clock that ticks every four microseconds, plus a keyed hash of the addresses
 * and ports: SQ-ISN. The hash is SipHash-2-4 (Aumasson and Bernstein), from which the key cannot be guessed.
 */
final class Isn {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private Isn(long key) {
        v0 = key ^ 0x736f6d6570736575L;
        v1 = ~key ^ 0x646f72616e646f6dL;
        v2 = key ^ 0x6c7967656e657261L;
        v3 = ~key ^ 0x7465646279746573L;
    }

    static int generate(long now, Tuple tuple, long key) {
        Isn hash = new Isn(key);
        hash.add(tuple.local().octets());
        hash.add(tuple.remote().octets());
        hash.add((long) tuple.localPort() << 16 | tuple.remotePort());
        return (int) (now / 4) + (int) hash.finish();
    }

    private void add(Bytes octets) {
        for (int i = 0; i < octets.length(); i += 4) {
            add((long) octets.at(i) << 24 | octets.at(i + 1) << 16 | octets.at(i + 2) << 8 | octets.at(i + 3));
        }
    }

    private void add(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private long finish() {
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
