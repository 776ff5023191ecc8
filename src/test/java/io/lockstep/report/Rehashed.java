package io.lockstep.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that was changed as its writer could have written it: its hash is right. */
public final class Rehashed {
    private Rehashed() {}

    public static void write(Path file, String json) throws IOException {
        ObjectNode content = (ObjectNode) new ObjectMapper().readTree(json);
        content.remove("sha256");
        content.put("sha256", HashedJson.hash(content.toString()));
        Files.writeString(file, content.toString());
    }

    /** As an earlier build wrote it. */
    public static void writeWithoutHash(Path file, String json, int schemaVersion) throws IOException {
        ObjectNode content = (ObjectNode) new ObjectMapper().readTree(json);
        content.remove("sha256");
        content.put("schemaVersion", schemaVersion);
        Files.writeString(file, content.toString());
    }
}
