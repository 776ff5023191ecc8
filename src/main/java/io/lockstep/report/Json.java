package io.lockstep.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Records as JSON: a name for each component, enumerations as in the configuration. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    /** For people and machines: one component a line. */
    public static String pretty(Object record) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), record) + "\n";
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
