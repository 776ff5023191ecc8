package io.lockstep.cluster.table;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * What Spark ML's stages write into the metadata of a column of vectors: {@code ml_attr: {attrs: {numeric: [{idx: 0, name: age}]}}}. It is
 * read by its names, for the jar of Spark ML need not be there.
 */
final class VectorMetadata {
    private static final String ATTRIBUTES = "ml_attr";
    private static final int MOST = 1 << 20; // elements: a wrong index must not fill the memory

    private VectorMetadata() {}

    /** Names of the elements in their order, "" of one without a name; empty where no element has one. */
    static List<String> names(StructField field) {
        try {
            return names(field.metadata());
        } catch (ClassCastException | NoSuchElementException e) {
            return List.of(); // somebody else's metadata of the same name
        }
    }

    private static List<String> names(Metadata metadata) {
        if (!metadata.contains(ATTRIBUTES) || !metadata.getMetadata(ATTRIBUTES).contains("attrs")) {
            return List.of();
        }
        Metadata kinds = metadata.getMetadata(ATTRIBUTES).getMetadata("attrs");
        List<Metadata> named = Stream.of("numeric", "nominal", "binary")
                .filter(kinds::contains)
                .flatMap(kind -> Arrays.stream(kinds.getMetadataArray(kind)))
                .filter(attribute -> attribute.contains("name") && isIndex(attribute.getLong("idx")))
                .toList();
        int size = named.stream()
                .mapToInt(attribute -> (int) attribute.getLong("idx") + 1)
                .max()
                .orElse(0);
        List<String> names = Arrays.asList(Collections.nCopies(size, "").toArray(String[]::new));
        named.forEach(attribute -> names.set((int) attribute.getLong("idx"), attribute.getString("name")));
        return names;
    }

    private static boolean isIndex(long index) {
        return index >= 0 && index < MOST;
    }
}
