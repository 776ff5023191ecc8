package io.lockstep.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.data.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records as JSON: a name for each component; {@link Choices} says how enums are spelled. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .addModule(Choices.module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // what another build has added is left aside
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    /** For people and machines: one component a line. */
    public static String pretty(Object record) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), record) + "\n";
    }

    /**
     * Reads a record that {@link #pretty} wrote.
     *
     * @param remedy what the user can do where it is damaged, a full sentence
     * @throws DataException if it is
     */
    public static <T> T read(Path file, Class<T> type, String remedy) throws IOException {
        String expected = "JSON that Lockstep wrote";
        try {
            T record = MAPPER.readValue(Files.readString(file), type);
            if (record == null) {
                throw new DataException(file.toString(), expected, "null", remedy);
            }
            return record;
        } catch (JsonProcessingException | CharacterCodingException e) {
            String found = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "no text";
            throw new DataException(file.toString(), expected, found, remedy, e);
        }
    }

    /** Reads records that {@link #line} wrote, up to the first line that is not whole; none where there is no file. */
    public static <T> List<T> lines(Path file, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    records.add(MAPPER.readValue(line, type));
                } catch (JsonProcessingException e) {
                    return records; // the process ended while it wrote this line
                }
            }
        }
        return records;
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
