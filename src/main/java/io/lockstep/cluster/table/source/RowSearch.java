package io.lockstep.cluster.table.source;

import io.lockstep.cluster.wire.JavaSerialized;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the first row, by the files' paths and the rows' order in the file, that a test is true for. It reads the table again, once for the
 * file, and that file again for the row: only an error needs it. The result does not depend on partitions.
 */
final class RowSearch {
    private RowSearch() {}

    /**
     * A row that was found.
     *
     * @param file as Spark tells it, an escaped URI
     * @param number of the row in the file, from 1
     */
    record Found(String file, long number, Row row) implements Serializable {}

    /**
     * Reads the rows.
     *
     * @param ofFile one file's rows in one partition
     */
    static Optional<Found> first(Dataset<Row> rows, Function<String, Dataset<Row>> ofFile, RowTest test) {
        String file = rows.javaRDD()
                .mapPartitions(mine -> List.of(firstFile(mine, test)).iterator())
                .fold("", RowSearch::smaller);
        return file.isEmpty()
                ? Optional.empty()
                : ofFile
                        .apply(SourcePath.decoded(file))
                        .javaRDD()
                        .mapPartitions(mine -> firstRow(file, mine, test))
                        .collect()
                        .stream()
                        .findFirst()
                        .map(JavaSerialized::value);
    }

    private static String firstFile(Iterator<Row> rows, RowTest test) {
        String first = "";
        while (rows.hasNext()) {
            Row row = rows.next();
            String file = InputFileBlockHolder.getInputFilePath().toString(); // of the row that was just read
            if ((first.isEmpty() || file.compareTo(first) < 0) && test.test(row)) {
                first = smaller(first, file);
            }
        }
        return first;
    }

    private static String smaller(String one, String other) {
        return one.isEmpty() || (!other.isEmpty() && other.compareTo(one) < 0) ? other : one;
    }

    private static Iterator<JavaSerialized<Found>> firstRow(String file, Iterator<Row> rows, RowTest test) {
        for (long number = 1; rows.hasNext(); number++) {
            Row row = rows.next();
            if (test.test(row)) {
                return List.of(JavaSerialized.of(new Found(file, number, row))).iterator();
            }
        }
        return List.<JavaSerialized<Found>>of().iterator();
    }
}
