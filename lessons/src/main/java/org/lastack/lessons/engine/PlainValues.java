package org.lastack.lessons.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as octets and back: text, numbers, enums, lists, maps, records and sealed interfaces of records. The declared types alone
 * say what is read, so the octets can name no class. A library for JSON would do, but takes longer to get ready than a reader of a
 * lesson should wait.
 */
final class PlainValues {
    private PlainValues() {}

    static void write(DataOutputStream out, Type type, @Nullable Object value) throws IOException {
        out.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        Class<?> raw = raw(type);
        if (value instanceof String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(octets.length);
            out.write(octets);
        } else if (value instanceof Integer number) {
            out.writeInt(number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Enum<?> one) {
            out.writeUTF(one.name());
        } else if (value instanceof List<?> list) {
            out.writeInt(list.size());
            for (Object each : list) {
                write(out, argument(type, 0), each);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeInt(map.size());
            for (Map.Entry<?, ?> each : map.entrySet()) {
                write(out, argument(type, 0), each.getKey());
                write(out, argument(type, 1), each.getValue());
            }
        } else if (raw.isSealed()) {
            out.writeInt(List.of(raw.getPermittedSubclasses()).indexOf(value.getClass()));
            write(out, value.getClass(), value);
        } else {
            for (RecordComponent component : raw.getRecordComponents()) {
                write(out, component.getGenericType(), get(component, value));
            }
        }
    }

    /**
     * Reads a value of this type.
     *
     * @throws IOException when the octets are none
     */
    static @Nullable Object read(DataInputStream in, Type type) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        Class<?> raw = raw(type);
        if (raw == String.class) {
            byte[] octets = in.readNBytes(in.readInt());
            return new String(octets, StandardCharsets.UTF_8);
        } else if (raw == int.class || raw == Integer.class) {
            return in.readInt();
        } else if (raw == boolean.class) {
            return in.readBoolean();
        } else if (raw.isEnum()) {
            return constant(raw, in.readUTF());
        } else if (raw == List.class) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                list.add(read(in, argument(type, 0)));
            }
            return list;
        } else if (raw == Map.class) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                map.put(read(in, argument(type, 0)), read(in, argument(type, 1)));
            }
            return map;
        } else if (raw.isSealed()) {
            return read(in, raw.getPermittedSubclasses()[in.readInt()]);
        }
        return record(in, raw);
    }

    private static Object constant(Class<?> type, String name) throws IOException {
        for (Object each : type.getEnumConstants()) {
            if (((Enum<?>) each).name().equals(name)) {
                return each;
            }
        }
        throw new EOFException("no " + type.getSimpleName() + " is called " + name);
    }

    private static Object record(DataInputStream in, Class<?> type) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read(in, components[i].getGenericType());
        }
        try {
            Constructor<?> made = type.getDeclaredConstructor(types);
            made.setAccessible(true);
            return made.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new EOFException("no " + type.getSimpleName() + ": " + e.getCause());
        }
    }

    private static Object get(RecordComponent component, Object of) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
