package io.lockstep.cluster.table.source;

import io.lockstep.data.drawn.DrawnTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The drawn table for Spark, made row by row in the tasks that use it. */
final class DrawnRows {
    private DrawnRows() {}

    static Dataset<Row> of(SparkSession session) {
        StructField[] fields = DrawnTable.columns().stream()
                .map(column -> DataTypes.createStructField(column.name(), type(column.kind()), true))
                .toArray(StructField[]::new);
        int partitions = session.sparkContext().defaultParallelism();
        return session.createDataFrame(
                session.range(0, DrawnTable.ROWS, 1, partitions).toJavaRDD().map(DrawnRows::row),
                new StructType(fields));
    }

    private static Row row(long place) {
        return RowFactory.create(DrawnTable.row((int) place));
    }

    private static DataType type(DrawnTable.Kind kind) {
        return switch (kind) {
            case WHOLE -> DataTypes.IntegerType;
            case DECIMAL -> DataTypes.DoubleType;
            case BOOLEAN -> DataTypes.BooleanType;
            case WORD -> DataTypes.StringType;
        };
    }
}
