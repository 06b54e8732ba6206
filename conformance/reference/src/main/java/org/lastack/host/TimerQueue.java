package org.lastack.host;

import java.util.Arrays;
import org.lastack.tcp.Time;

/** The connections that want to be woken, the earliest first: a binary heap in which each knows its place. */
final class TimerQueue {
    private Connection[] heap = new Connection[16];
    private int size;

    /** When the first timer is due. */
    long next() {
        return size == 0 ? Time.NEVER : heap[0].wake;
    }

    /** The connection whose timer is due first; there is one, see {@link #next}. */
    Connection first() {
        return heap[0];
    }

    /** Sets, moves, or with {@link Time#NEVER} clears the timer of a connection. */
    void set(Connection connection, long wake) {
        if (connection.wake == wake) {
            return;
        }
        connection.wake = wake;
        if (wake == Time.NEVER) {
            remove(connection);
        } else if (connection.place < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            put(connection, size++);
            up(connection);
        } else {
            up(connection);
            down(connection);
        }
    }

    private void remove(Connection connection) {
        if (connection.place < 0) {
            return;
        }
        Connection last = heap[--size];
        if (last != connection) {
            put(last, connection.place);
            up(last);
            down(last);
        }
        connection.place = -1;
    }

    private void put(Connection connection, int place) {
        heap[place] = connection;
        connection.place = place;
    }

    private void up(Connection connection) {
        while (connection.place > 0) {
            Connection parent = heap[(connection.place - 1) / 2];
            if (!connection.before(parent)) {
                return;
            }
            swap(connection, parent);
        }
    }

    private void down(Connection connection) {
        while (true) {
            int left = 2 * connection.place + 1;
            if (left >= size) {
                return;
            }
            boolean right = left + 1 < size && heap[left + 1].before(heap[left]);
            Connection child = heap[right ? left + 1 : left];
            if (!child.before(connection)) {
                return;
            }
            swap(connection, child);
        }
    }

    private void swap(Connection a, Connection b) {
        int place = a.place;
        put(a, b.place);
        put(b, place);
    }
}
