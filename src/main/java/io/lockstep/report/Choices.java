package io.lockstep.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.lockstep.data.Spelling;
import io.lockstep.network.Activation;
import io.lockstep.network.Loss;
import java.io.IOException;

/** How choices are written in JSON, and read: as any version of Lockstep wrote them, see {@link Spelling}. */
final class Choices {
    private static final JsonSerializer<Enum<?>> IN_FILES = new JsonSerializer<>() {
        @Override
        public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Spelling.inFiles(value));
        }
    };

    private Choices() {}

    /** For a mapper that otherwise writes choices by {@code toString}. */
    static SimpleModule module() {
        return new SimpleModule("choices")
                .addSerializer(Activation.class, IN_FILES)
                .addSerializer(Loss.class, IN_FILES)
                .setDeserializerModifier(new BeanDeserializerModifier() {
                    @Override
                    @SuppressWarnings("unchecked") // Jackson asks here about enums only
                    public JsonDeserializer<?> modifyEnumDeserializer(
                            DeserializationConfig config,
                            JavaType type,
                            BeanDescription description,
                            JsonDeserializer<?> byName) {
                        return new Reader<>(type.getRawClass().asSubclass(Enum.class));
                    }
                });
    }

    private static final class Reader<E extends Enum<E>> extends JsonDeserializer<E> {
        private final Class<E> type;

        Reader(Class<E> type) {
            this.type = type;
        }

        @Override
        @SuppressWarnings("unchecked") // what Jackson may put in its place is of the type
        public E deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString("");
            var found = Spelling.read(text, type);
            return found.isPresent()
                    ? found.get()
                    : (E) context.handleWeirdStringValue(type, text, "expected one of %s", Spelling.all(type));
        }
    }
}
