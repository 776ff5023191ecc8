package io.lockstep.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.data.DataCard;
import io.lockstep.data.DataException;
import io.lockstep.data.table.TableSchema;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON: a name for each component; {@link Choices} says how enums are spelled. What is read back is {@link HashedJson}.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .addModule(Choices.module())
            .addMixIn(DataCard.class, Kinds.OfData.class)
            .addMixIn(TableSchema.Input.class, Kinds.OfInput.class)
            .addMixIn(TableSchema.Target.class, Kinds.OfTarget.class)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // what another build has added is left aside
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    /** For people and machines: one component a line. */
    public static String pretty(Object record) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), record) + "\n";
    }

    /** Reads a record that {@link #pretty} or {@link #line} wrote; null for {@code null}. */
    static <T> @Nullable T parse(String json, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    static DataException damaged(Path file, String found, String remedy, @Nullable Throwable cause) {
        return new DataException(file.toString(), "JSON that Lockstep wrote", found, remedy, cause);
    }

    /** For JSON lines. */
    public static String line(Object record) {
        return write(MAPPER, record) + "\n";
    }

    private static String write(ObjectMapper mapper, Object record) {
        try {
            return mapper.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that cannot be written: " + record.getClass(), e);
        }
    }
}
