package org.lastack.kit.report;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import org.lastack.host.Call;
import org.lastack.kit.scenario.Step;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** How a scenario is written as JSON: each step and each call says what it is, octets are hexadecimal. */
final class ScenarioModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    ScenarioModule() {
        super("scenario");
        setMixInAnnotation(Step.class, NamedByStep.class);
        setMixInAnnotation(Call.class, NamedByCall.class);
        registerSubtypes(named(Step.class));
        registerSubtypes(named(Call.class));
        text(Bytes.class, Bytes::toHex, Bytes::fromHex);
        text(IpAddress.class, IpAddress::toString, IpAddress::of);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
    private interface NamedByStep {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "call")
    private interface NamedByCall {}

    private static NamedType[] named(Class<?> sealed) {
        Class<?>[] all = sealed.getPermittedSubclasses();
        NamedType[] named = new NamedType[all.length];
        for (int i = 0; i < all.length; i++) {
            named[i] = new NamedType(all[i], all[i].getSimpleName().toLowerCase(Locale.ROOT));
        }
        return named;
    }

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new Writer<>(type, write));
        addDeserializer(type, new Reader<>(type, read));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1;
        private final transient Function<T, String> write;

        Writer(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(write.apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1;
        private final transient Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                return read.apply(in.getValueAsString(""));
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(
                        in.getValueAsString(""), handledType(), String.valueOf(e.getMessage()));
            }
        }
    }
}
