package org.lastack.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IcmpError;
import org.lastack.tcp.Segment;
import org.lastack.tcp.State;

/** Snapshots: every variable is copied, and counts when two are compared. */
class TcbTest {
    private record Variable(Field part, Field field) {
        Object owner(Tcb tcb) throws IllegalAccessException {
            return part == null ? tcb : part.get(tcb);
        }

        void change(Tcb tcb) throws IllegalAccessException {
            Object owner = owner(tcb);
            Class<?> type = field.getType();
            if (type == int.class) {
                field.setInt(owner, field.getInt(owner) + 41);
            } else if (type == long.class) {
                field.setLong(owner, field.getLong(owner) ^ 43);
            } else if (type == boolean.class) {
                field.setBoolean(owner, !field.getBoolean(owner));
            } else if (type == State.class) {
                field.set(owner, State.CLOSING);
            } else if (type == Fault.class) {
                field.set(owner, Fault.TIMED_OUT);
            } else if (type == IcmpError.class) {
                field.set(owner, IcmpError.TIME_EXCEEDED);
            } else {
                throw new AssertionError("what is " + field + "?");
            }
        }
    }

    private static List<Variable> variables() {
        List<Variable> all = new ArrayList<>();
        for (Field field : Tcb.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            if (!Variables.class.isAssignableFrom(field.getType())) {
                all.add(new Variable(null, field));
                continue;
            }
            for (Field inner : field.getType().getDeclaredFields()) {
                if (inner.getType() != OctetQueue.class && inner.getType() != List.class) {
                    all.add(new Variable(field, inner));
                }
            }
        }
        return all;
    }

    @Test
    void everyVariableIsCopiedAndCompared() throws IllegalAccessException {
        for (Variable variable : variables()) {
            Tcb changed = new Tcb();
            variable.change(changed);
            String name = variable.field().toString();
            assertNotEquals(new Tcb(), changed, name);
            assertNotEquals(new Tcb().hashCode(), changed.hashCode(), name);
            assertEquals(changed, changed.copy(), name);
            assertEquals(changed.hashCode(), changed.copy().hashCode(), name);
        }
    }

    @Test
    void queuesAreCopiedAndCompared() {
        Tcb tcb = new Tcb();
        tcb.snd.buffer.append(Bytes.pattern(0, 10));
        tcb.rcv.unread.append(Bytes.pattern(3, 5));
        tcb.rcv.held.add(Segment.of(1, 2, 3, 4, 5, 6));
        Tcb copy = tcb.copy();
        assertEquals(tcb, copy);
        copy.snd.buffer.drop(1);
        assertNotEquals(tcb, copy);
        copy = tcb.copy();
        copy.rcv.unread.append(Bytes.pattern(0, 1));
        assertNotEquals(tcb, copy);
        copy = tcb.copy();
        copy.rcv.held.clear();
        assertNotEquals(tcb, copy);
    }

    @Test
    void aMachineGoesOnFromASnapshotAsTheOriginalDoes() {
        Machine original = new Machine(Settings.rfc9293(), new Tcb());
        original.openActive(0, 1000, Output.NONE);
        Machine fork = new Machine(Settings.rfc9293(), original.snapshot());
        List<Segment> one = new ArrayList<>();
        List<Segment> other = new ArrayList<>();
        while (original.nextWake() < Long.MAX_VALUE) {
            original.tick(original.nextWake(), one::add);
        }
        while (fork.nextWake() < Long.MAX_VALUE) {
            fork.tick(fork.nextWake(), other::add);
        }
        assertEquals(one, other);
        assertEquals(original.snapshot(), fork.snapshot());
        assertEquals(State.CLOSED, fork.state());
    }

    @Test
    void octetsLeaveAQueueInTheOrderInWhichTheyCame() {
        OctetQueue queue = new OctetQueue();
        int in = 0;
        int out = 0;
        for (int i = 1; i < 400; i++) {
            queue.append(Bytes.pattern(in, i % 37));
            in += i % 37;
            int take = Math.min(queue.length(), i % 31);
            assertEquals(Bytes.pattern(out, take), queue.peek(0, take));
            queue.drop(take);
            out += take;
        }
        assertEquals(in - out, queue.length());
    }
}
