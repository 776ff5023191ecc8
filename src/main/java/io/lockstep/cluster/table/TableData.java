package io.lockstep.cluster.table;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.table.OrderRanges;
import io.lockstep.data.table.SchemaMaker;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableColumn;
import io.lockstep.data.table.TableRows;
import io.lockstep.data.table.TableRules;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.TableStatistics;
import io.lockstep.data.table.UsedColumns;
import io.lockstep.network.Loss;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * A table, read once to learn what its columns hold and where each row lies in the global order. Its blocks are made from a second reading
 * and one shuffle. The driver holds no rows.
 *
 * <p>The global order is that of a keyed hash of the id, or of the content where there is no id; rows with the same hash are ordered by
 * their content. So how files are split, listed or written changes nothing.
 */
public final class TableData {
    private final JavaSparkContext spark;
    private final Part training;
    private final @Nullable Part validation;

    /**
     * Training or validation rows.
     *
     * @param source of the rows
     * @param scan reads them
     * @param heldOut whether they are those that the scan holds out
     * @param rows checked
     */
    private record Part(JavaRDD<InternalRow> source, TableScan scan, boolean heldOut, TableRows rows) {}

    private TableData(JavaSparkContext spark, Part training, @Nullable Part validation) {
        this.spark = spark;
        this.training = training;
        this.validation = validation;
    }

    /**
     * Reads a table to train on.
     *
     * @param where it is, for messages
     * @param rows of the table; read twice and more, always the same
     * @param regression whether numbers are predicted, and not classes
     * @param heldOut validation rows
     * @param seed of the order
     * @param notices is told what deserves a look
     * @throws io.lockstep.data.DataException if the rows cannot be trained on
     */
    public static TableData load(
            JavaSparkContext spark,
            String where,
            Dataset<Row> rows,
            TableChoice choice,
            boolean regression,
            HeldOut heldOut,
            long seed,
            Consumer<String> notices) {
        String mark = heldOut instanceof HeldOut.Marked marked ? marked.name() : "";
        double fraction = heldOut instanceof HeldOut.Fraction some ? some.fraction() : 0;
        List<TableColumn> columns = columns(rows);
        UsedColumns used = UsedColumns.of(where, columns, choice, mark);
        TableScan scan = TableScan.of(used, rows.schema(), fraction, seed, RowNames.BY_CONTENT);
        JavaRDD<InternalRow> source = source(rows);
        Splits splits = count(source, scan, () -> TableRules.statistics(used, choice, regression, Set.of()));
        Set<Integer> mixed = maker(where, choice, splits, used).mixed();
        if (!mixed.isEmpty()) { // their numbers are words, too
            splits = count(source, scan, () -> TableRules.statistics(used, choice, regression, mixed));
        }
        TableSchema schema = maker(where, choice, splits, used).schema(regression);
        TableRows training = TableRows.training(where, schema, splits.training, choice.classWeight());
        training.notices().forEach(notices);
        Part trained = new Part(source, scan, false, training);
        if (heldOut instanceof HeldOut.Other other) {
            Part part = part(other.where(), other.rows(), schema, choice, seed, notices);
            return new TableData(spark, trained, part);
        }
        if (heldOut instanceof HeldOut.Nothing) {
            return new TableData(spark, trained, null);
        }
        TableRows held = TableRows.others(where + ", validation rows", schema, splits.validation, notices);
        return new TableData(spark, trained, new Part(source, scan, true, held));
    }

    /**
     * Reads a table for a model that is there: its columns may be in any order.
     *
     * @param choice of which only id and weight count
     * @throws io.lockstep.data.DataException if the rows are none that the model takes
     */
    public static TableData load(
            JavaSparkContext spark,
            String where,
            Dataset<Row> rows,
            TableSchema schema,
            TableChoice choice,
            long seed,
            Consumer<String> notices) {
        return new TableData(spark, part(where, rows, schema, choice, seed, notices), null);
    }

    private static Part part(
            String where,
            Dataset<Row> rows,
            TableSchema schema,
            TableChoice choice,
            long seed,
            Consumer<String> notices) {
        UsedColumns used = UsedColumns.of(
                where, columns(rows), schema.featureColumns(), schema.target().columns(), choice.weight(), choice.id());
        TableScan scan = TableScan.of(used, rows.schema(), 0, seed, RowNames.BY_CONTENT);
        JavaRDD<InternalRow> source = source(rows);
        Splits splits = count(source, scan, () -> TableRules.statistics(used, schema));
        return new Part(source, scan, false, TableRows.others(where, schema, splits.training, notices));
    }

    private static SchemaMaker maker(String where, TableChoice choice, Splits splits, UsedColumns used) {
        return new SchemaMaker(where, choice, splits.training, used.features().size());
    }

    private static List<TableColumn> columns(Dataset<Row> rows) {
        return Stream.of(rows.schema().fields()).map(CellReader::column).toList();
    }

    private static JavaRDD<InternalRow> source(Dataset<Row> rows) {
        return rows.queryExecution().toRdd().toJavaRDD();
    }

    /** The statistics of training and validation rows. */
    private record Splits(TableStatistics training, TableStatistics validation) implements Serializable {

        Splits merge(Splits other) {
            training.merge(other.training);
            validation.merge(other.validation);
            return this;
        }
    }

    /** Empty statistics, in a task. */
    private interface Empty extends Supplier<TableStatistics>, Serializable {}

    private static Splits count(JavaRDD<InternalRow> rows, TableScan scan, Empty empty) {
        if (rows.getNumPartitions() == 0) {
            return new Splits(empty.get(), empty.get());
        }
        JavaRDD<JavaSerialized<Splits>> counted = rows.mapPartitions(mine -> {
            Splits splits = new Splits(empty.get(), empty.get());
            scan.open(mine).forEachRemaining(row -> {
                if (row.valid() != null && row.isMarked() == null) {
                    splits.training.addUnmarked(row);
                }
                (scan.isHeldOut(row) ? splits.validation : splits.training).add(row, scan.order(row));
            });
            return List.of(JavaSerialized.of(splits)).iterator();
        });
        return counted.treeReduce(
                        (some, others) -> JavaSerialized.of(some.value().merge(others.value())))
                .value();
    }

    /** What a model needs to read such a table again. */
    public TableSchema schema() {
        return training.rows.schema();
    }

    /** The dataset card of the rows, without those for validation. */
    public TableCard card() {
        return training.rows.card(true);
    }

    /** The dataset card of the validation rows; null if there are none. */
    public @Nullable TableCard validCard() {
        return validation == null ? null : validation.rows.card(false);
    }

    /** Number of rows, without those for validation. */
    public long rows() {
        return training.rows.statistics().rows();
    }

    /** Number of validation rows. */
    public long validRows() {
        return validation == null ? 0 : validation.rows.statistics().rows();
    }

    /** Whether some rows count more than others. */
    public boolean isWeighted() {
        return training.rows.isWeighted();
    }

    /** How large the numbers of the rows can be. */
    public Magnitude magnitude(Loss loss) {
        return magnitude(loss, training.rows);
    }

    private static Magnitude magnitude(Loss loss, TableRows rows) {
        return loss == Loss.MSE
                ? Magnitude.ofSquaredError(rows.largestTarget(), rows.largestInput(), rows.largestWeight())
                : Magnitude.ofCrossEntropy(rows.largestInput(), rows.largestWeight());
    }

    /** The same of the validation rows. */
    public Magnitude validMagnitude(Loss loss) {
        return magnitude(loss, validation().rows);
    }

    /**
     * The blocks, made when a job first needs them. Rows are in the order of the seed with which the table was read, whatever the plan's.
     *
     * @param plan of as many examples as there are rows
     */
    public ClusterBlocks blocks(BlockPlan plan, int partitions) {
        return blocks(training, plan, partitions);
    }

    /** The blocks of the validation rows. */
    public ClusterBlocks validBlocks(BlockPlan plan, int partitions) {
        return blocks(validation(), plan, partitions);
    }

    private Part validation() {
        if (validation == null) {
            throw new IllegalStateException("no validation rows");
        }
        return validation;
    }

    private ClusterBlocks blocks(Part part, BlockPlan plan, int partitions) {
        long rows = part.rows.statistics().rows();
        if (plan.examples() != rows) {
            throw new IllegalArgumentException(
                    "expected a plan for %,d examples, found one for %,d".formatted(rows, plan.examples()));
        }
        OrderRanges ranges = part.rows.statistics().ranges();
        OrderedBlocks ordered = new OrderedBlocks(
                part.rows.where(), part.scan, part.heldOut, ranges, part.rows.encoding(), plan, partitions);
        return ClusterBlocks.of(spark, part.rows.where(), plan, ordered.of(part.source));
    }
}
