package io.lockstep.cluster.table;

import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** The columns that are kept, as Spark hands them to callers: copies, for Spark reads each row into the same memory. */
final class KeptColumns {
    private final int[] positions;
    private final DataType[] types;
    private final List<Function1<Object, Object>> converters;

    KeptColumns(StructType schema, List<Integer> kept) {
        positions = kept.stream().mapToInt(Integer::intValue).toArray();
        types = kept.stream().map(at -> schema.fields()[at].dataType()).toArray(DataType[]::new);
        converters = kept.stream()
                .map(at -> CatalystTypeConverters.createToScalaConverter(schema.fields()[at].dataType()))
                .toList();
    }

    /** Their values in a row. */
    Object[] of(InternalRow row) {
        Object[] values = new Object[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = row.isNullAt(positions[i]) ? null : converters.get(i).apply(row.get(positions[i], types[i]));
        }
        return values;
    }
}
