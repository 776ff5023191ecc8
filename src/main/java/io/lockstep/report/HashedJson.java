package io.lockstep.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.data.DataException;
import io.lockstep.data.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is read back, and so carries its own hash: its last field, {@code sha256}, is the SHA-256 of all the rest, in UTF-8 and
 * without white space between the tokens, as {@code jq -c 'del(.sha256)' FILE | tr -d '\n' | sha256sum} has it. A file that was copied,
 * alone or with its folder, can still be checked; a changed digit is found wherever it is, a changed indentation is none.
 */
public final class HashedJson {
    private static final String FIELD = "sha256";

    /** Of a name that is there twice a reader would take one, and not say which. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private HashedJson() {}

    /** For people and machines: one component a line, the hash last. */
    public static String pretty(Object record) {
        String json = Json.pretty(record).stripTrailing();
        return body(json).stripTrailing() + ",\n  \"" + FIELD + "\" : \"" + hash(json) + "\"\n}\n";
    }

    /** For JSON lines, the hash last. */
    public static String line(Object record) {
        String json = Json.line(record).stripTrailing();
        return body(json) + ",\"" + FIELD + "\":\"" + hash(json) + "\"}\n";
    }

    private static String body(String json) {
        if (json.length() <= 2 || !json.endsWith("}")) {
            throw new IllegalArgumentException("no record with components: " + json);
        }
        return json.substring(0, json.length() - 1);
    }

    /** What the field of this JSON has to say, whether it is there or not. */
    public static String hash(String json) {
        try {
            return Hashes.of(json).found;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + json, e);
        }
    }

    /**
     * Reads a record that {@link #pretty} wrote.
     *
     * @param isWithoutHash whether a record is of an earlier build, which wrote no hash: what it says of itself, its version
     * @param remedy what the user can do where it is damaged, a full sentence
     * @throws DataException if it is no JSON, is not what was written, or has lost its hash
     */
    public static <T> T read(Path file, Class<T> type, Predicate<T> isWithoutHash, String remedy) throws IOException {
        try {
            String json = Files.readString(file);
            boolean hashed = isVerified(file.toString(), json, remedy);
            T record = Json.parse(json, type);
            if (record == null) {
                throw Json.damaged(file, "null", remedy, null);
            }
            if (!hashed && !isWithoutHash.test(record)) {
                throw new DataException(
                        file + ", " + FIELD,
                        "the hash of the file's content, as this version of the file has one",
                        "none",
                        remedy);
            }
            return record;
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw Json.damaged(
                    file, e instanceof JsonProcessingException j ? j.getOriginalMessage() : "no text", remedy, e);
        }
    }

    /**
     * Reads records that {@link #line} wrote; none where there is no file. A last line that is cut off is left aside: the process
     * ended while it wrote it. A line of an earlier build has no hash, and is taken as it is.
     *
     * @param remedy what the user can do where one is damaged, a full sentence
     * @throws DataException if a line is no JSON, or not what was written
     */
    public static <T> List<T> lines(Path file, Class<T> type, String remedy) throws IOException {
        List<T> records = new ArrayList<>();
        String[] lines = Files.exists(file) ? text(file).split("\n", -1) : new String[0];
        for (int i = 0; i < lines.length; i++) {
            boolean last = i == lines.length - 1;
            String where = file + ", line " + (i + 1);
            if (last && lines[i].isEmpty()) {
                break;
            }
            try {
                isVerified(where, lines[i], remedy);
                T record = Json.parse(lines[i], type);
                if (record == null) {
                    throw new DataException(where, "a line of JSON that Lockstep wrote", "null", remedy);
                }
                records.add(record);
            } catch (JsonProcessingException e) {
                if (last && !isWhole(lines[i].substring(0, lines[i].lastIndexOf('}') + 1))) {
                    break;
                }
                throw new DataException(where, "a line of JSON that Lockstep wrote", e.getOriginalMessage(), remedy, e);
            }
        }
        return records;
    }

    /** What is no UTF-8 is replaced: the hash tells, or it is the last line and cut off within a character. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String json) {
        try {
            return Hashes.of(json).stated != null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Whether it has a hash, which then is right. */
    private static boolean isVerified(String where, String json, String remedy) throws JsonProcessingException {
        Hashes hashes = Hashes.of(json);
        if (hashes.stated != null && !hashes.stated.equals(hashes.found)) {
            throw new DataException(
                    where + ", " + FIELD,
                    "content with the hash " + hashes.stated + ", as it was written",
                    hashes.found + ": it was changed or damaged since",
                    remedy);
        }
        return hashes.stated != null;
    }

    /**
     * A hash as JSON states it, and as it is.
     *
     * @param stated in the field; null where there is none
     * @param found of all the rest
     */
    private record Hashes(@Nullable String stated, String found) {

        static Hashes of(String json) throws JsonProcessingException {
            Sha256 hash = new Sha256();
            String stated = null;
            try (JsonParser in = MAPPER.createParser(json);
                    JsonGenerator out = MAPPER.createGenerator(into(hash))) {
                int depth = 0;
                for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    if (depth == 1
                            && token == JsonToken.FIELD_NAME
                            && in.getText().equals(FIELD)) {
                        in.nextToken();
                        stated = String.valueOf(in.getText());
                        in.skipChildren();
                    } else {
                        copy(in, token, out);
                    }
                    if (depth == 0 && in.nextToken() != null) {
                        throw new JsonParseException(in, "more behind the JSON");
                    }
                }
            } catch (JsonProcessingException e) {
                throw e;
            } catch (IOException e) { // from memory into memory
                throw new UncheckedIOException(e);
            }
            return new Hashes(stated, hash.hex());
        }

        /** Numbers as they are written: to read them and write them again would depend on the version of Java. */
        private static void copy(JsonParser in, JsonToken token, JsonGenerator out) throws IOException {
            switch (token) {
                case START_OBJECT -> out.writeStartObject();
                case END_OBJECT -> out.writeEndObject();
                case START_ARRAY -> out.writeStartArray();
                case END_ARRAY -> out.writeEndArray();
                case FIELD_NAME -> out.writeFieldName(in.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
                default -> copyText(in, token, out);
            }
        }

        private static void copyText(JsonParser in, JsonToken token, JsonGenerator out) throws IOException {
            if (token == JsonToken.VALUE_STRING) {
                out.writeString(in.getText());
            } else {
                out.writeRawValue(in.getText()); // true, false, null
            }
        }

        private static OutputStream into(Sha256 hash) {
            return new OutputStream() {
                @Override
                public void write(int b) {
                    hash.add(new byte[] {(byte) b});
                }

                @Override
                public void write(byte[] bytes, int offset, int count) {
                    hash.add(Arrays.copyOfRange(bytes, offset, offset + count));
                }
            };
        }
    }
}
