package io.lockstep.cluster.table;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.Magnitude;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.data.table.OrderRanges;
import io.lockstep.data.table.SchemaMaker;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableChoice;
import io.lockstep.data.table.TableRows;
import io.lockstep.data.table.TableRules;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.TableStatistics;
import io.lockstep.data.table.UsedColumns;
import io.lockstep.network.Loss;
import java.util.Set;
import java.util.function.Consumer;
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
     * @param isTraining whether the schema was made of them
     */
    private record Part(
            JavaRDD<InternalRow> source, TableScan scan, boolean heldOut, TableRows rows, boolean isTraining) {}

    private TableData(JavaSparkContext spark, Part training, @Nullable Part validation) {
        this.spark = spark;
        this.training = training;
        this.validation = validation;
    }

    /**
     * Reads a table to train on.
     *
     * @param regression whether numbers are predicted, and not classes
     * @param heldOut validation rows
     * @param seed of the order
     * @param notices is told what deserves a look
     * @throws io.lockstep.data.DataException if the rows cannot be trained on
     */
    public static TableData load(
            JavaSparkContext spark,
            SourceTable table,
            TableChoice choice,
            boolean regression,
            HeldOut heldOut,
            long seed,
            Consumer<String> notices) {
        UsedColumns used = UsedColumns.of(table.where(), table.columns(), choice, mark(heldOut));
        CountedTable counted = CountedTable.of(
                table, used, heldOut, seed, some -> TableRules.statistics(some, choice, regression, Set.of()));
        UsedColumns left = counted.used();
        TableCount count = counted.count();
        Set<Integer> mixed = maker(table, choice, count, left).mixed();
        if (!mixed.isEmpty()) { // their numbers are words, too
            count = TableCount.of(table, counted.scan(), () -> TableRules.statistics(left, choice, regression, mixed));
        }
        TableSchema schema = maker(table, choice, count, left).schema(regression);
        TableRows training = TableRows.training(table.where(), schema, count.training(), choice.classWeight());
        CountedTable all = new CountedTable(left, counted.scan(), count);
        return of(spark, table, all, training, heldOut, choice, seed, notices);
    }

    private static String mark(HeldOut heldOut) {
        return heldOut instanceof HeldOut.Marked marked ? marked.name() : "";
    }

    /** Training rows that are checked, with the validation rows. */
    private static TableData of(
            JavaSparkContext spark,
            SourceTable table,
            CountedTable counted,
            TableRows training,
            HeldOut heldOut,
            TableChoice choice,
            long seed,
            Consumer<String> notices) {
        training.notices().forEach(notices);
        TableSchema schema = training.schema();
        Part trained = new Part(table.internal(), counted.scan(), false, training, true);
        if (heldOut instanceof HeldOut.Other other) {
            TableChoice left = counted.isWeighted() ? choice : choice.withWeight("");
            return new TableData(spark, trained, part(other.table(), schema, left, seed, notices));
        }
        if (heldOut instanceof HeldOut.Nothing) {
            return new TableData(spark, trained, null);
        }
        TableRows held = TableRows.others(
                table.where() + ", validation rows", schema, counted.count().validation(), notices);
        return new TableData(spark, trained, new Part(table.internal(), counted.scan(), true, held, false));
    }

    /**
     * Reads a table to train on with a schema that is there already, as that of an earlier model: its columns may be in any order.
     *
     * @param choice of which only id, weight and class weights count
     * @param heldOut validation rows
     * @param seed of the order
     * @param notices is told what deserves a look
     * @throws io.lockstep.data.DataException if the rows are none that the schema takes
     */
    public static TableData load(
            JavaSparkContext spark,
            SourceTable table,
            TableSchema schema,
            TableChoice choice,
            HeldOut heldOut,
            long seed,
            Consumer<String> notices) {
        UsedColumns used = used(table, schema, choice, mark(heldOut));
        CountedTable counted = CountedTable.of(table, used, heldOut, seed, some -> TableRules.statistics(some, schema));
        TableRows training =
                TableRows.training(table.where(), schema, counted.count().training(), choice.classWeight(), notices);
        return of(spark, table, counted, training, heldOut, choice, seed, notices);
    }

    /** The same of rows without a place in files. */
    public static TableData load(
            JavaSparkContext spark,
            String where,
            Dataset<Row> rows,
            TableChoice choice,
            boolean regression,
            HeldOut heldOut,
            long seed,
            Consumer<String> notices) {
        return load(spark, SourceTable.of(where, rows), choice, regression, heldOut, seed, notices);
    }

    /**
     * Reads a table for a model that is there: its columns may be in any order.
     *
     * @param choice of which only id and weight count
     * @throws io.lockstep.data.DataException if the rows are none that the model takes
     */
    public static TableData load(
            JavaSparkContext spark,
            SourceTable table,
            TableSchema schema,
            TableChoice choice,
            long seed,
            Consumer<String> notices) {
        return new TableData(spark, part(table, schema, choice, seed, notices), null);
    }

    /** The same of rows without a place in files. */
    public static TableData load(
            JavaSparkContext spark,
            String where,
            Dataset<Row> rows,
            TableSchema schema,
            TableChoice choice,
            long seed,
            Consumer<String> notices) {
        return load(spark, SourceTable.of(where, rows), schema, choice, seed, notices);
    }

    private static Part part(
            SourceTable table, TableSchema schema, TableChoice choice, long seed, Consumer<String> notices) {
        UsedColumns used = used(table, schema, choice, "");
        TableScan scan = TableScan.of(used, table.rows().schema(), 0, seed, RowNames.BY_CONTENT);
        TableStatistics count = TableCount.of(table, scan, () -> TableRules.statistics(used, schema))
                .training();
        return new Part(table.internal(), scan, false, TableRows.others(table.where(), schema, count, notices), false);
    }

    /** A schema's columns. */
    private static UsedColumns used(SourceTable table, TableSchema schema, TableChoice choice, String mark) {
        return UsedColumns.of(
                table.where(),
                table.columns(),
                schema.featureColumns(),
                schema.target().columns(),
                choice.weight(),
                choice.id(),
                mark);
    }

    private static SchemaMaker maker(SourceTable table, TableChoice choice, TableCount count, UsedColumns used) {
        return new SchemaMaker(
                table.where(), choice, count.training(), used.features().size());
    }

    /** What a model needs to read such a table again. */
    public TableSchema schema() {
        return training.rows.schema();
    }

    /** The dataset card of the rows, without those for validation. */
    public TableCard card() {
        return training.rows.card(training.isTraining);
    }

    /** The dataset card of the validation rows; null if there are none. */
    public @Nullable TableCard validCard() {
        return validation == null ? null : validation.rows.card(false);
    }

    /** Number of rows, without those for validation. */
    public long rows() {
        return training.rows.statistics().rows();
    }

    /** Whether some rows count more than others, without those for validation. */
    public boolean isWeighted() {
        return training.rows.isWeighted();
    }

    /** Number of validation rows. */
    public long validRows() {
        return validation == null ? 0 : validation.rows.statistics().rows();
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
