package org.lastack.kit.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.function.Function;
import org.lastack.tcp.Bytes;
import org.lastack.tcp.IpAddress;

/** How the values of a scenario and a trace are written as JSON: octets are hexadecimal, addresses as people write them. */
final class ScenarioModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    ScenarioModule() {
        super("scenario");
        text(Bytes.class, Bytes::toHex, Bytes::fromHex);
        text(IpAddress.class, IpAddress::toString, IpAddress::of);
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
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(this, "it is no text");
            }
            try {
                return read.apply(in.getText());
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(in.getText(), handledType(), String.valueOf(e.getMessage()));
            }
        }
    }
}
