package io.lockstep.cluster.table;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.wire.Broadcasted;
import io.lockstep.cluster.wire.JavaSerialized;
import io.lockstep.data.DataException;
import io.lockstep.data.Examples;
import io.lockstep.data.table.RowEncoder;
import io.lockstep.data.table.TableColumn;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.UsedColumns;
import io.lockstep.metric.Evaluation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.ProbeBlocks;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** Predictions for the rows of a table or for examples, from reading to writing with Spark. */
public final class Predictions {
    private final JavaSparkContext spark;
    private final JavaRDD<Example> examples;
    private final List<StructField> kept;
    private final @Nullable StructField label;
    private final String features;
    private final @Nullable String id;
    private final TableSchema.@Nullable Target target;
    private final @Nullable LongAccumulator unknown;
    private final Function<Throwable, Throwable> inWords;

    private Predictions(
            JavaSparkContext spark,
            JavaRDD<Example> examples,
            List<StructField> kept,
            @Nullable StructField label,
            String features,
            @Nullable String id,
            TableSchema.@Nullable Target target,
            @Nullable LongAccumulator unknown,
            Function<Throwable, Throwable> inWords) {
        this.spark = spark;
        this.examples = examples;
        this.kept = kept;
        this.label = label;
        this.features = features;
        this.id = id;
        this.target = target;
        this.unknown = unknown;
        this.inWords = inWords;
    }

    /**
     * Predictions for labelled examples; the kept columns are their number and their label.
     *
     * @param target classes of the model; null where they are the numbers from 0
     */
    public static Predictions of(
            JavaSparkContext spark, Examples examples, TableSchema.@Nullable Target target, int partitions) {
        BlockPlan plan = new BlockPlan(examples.rows(), Batches.LARGEST);
        List<JavaSerialized<BlockRange>> ranges = IntStream.range(0, partitions)
                .mapToObj(partition -> JavaSerialized.of(plan.share(partition, partitions)))
                .toList();
        List<String> names = target == null ? null : List.copyOf(examples.classNames());
        StructField label = DataTypes.createStructField(
                "label", names == null ? DataTypes.IntegerType : DataTypes.StringType, false);
        return new Predictions(
                spark,
                spark.parallelize(ranges, partitions)
                        .flatMap(range -> ClusterBlocks.read(examples, plan, range.value()))
                        .flatMap(block -> Example.of(block, names).iterator()),
                List.of(DataTypes.createStructField("example", DataTypes.LongType, false), label),
                label,
                "pixels",
                null,
                target,
                null,
                failure -> failure);
    }

    /**
     * Predictions for a table's rows, in the partitions in which Spark reads it, or fewer.
     *
     * @param target classes of the model; null where they are the numbers from 0
     * @param partitions at most so many; 0 for as many as there are
     * @throws DataException if the table does not fit the network, or it is not clear which columns are the features
     */
    public static Predictions of(
            JavaSparkContext spark,
            Table table,
            ColumnChoice choice,
            Architecture architecture,
            TableSchema.@Nullable Target target,
            int partitions) {
        TableColumns columns = TableColumns.of(table, choice, architecture.inputs());
        StructType schema = table.rows().schema();
        JavaRDD<InternalRow> rows = table.rows().queryExecution().toRdd().toJavaRDD();
        return new Predictions(
                spark,
                (partitions > 0 && partitions < rows.getNumPartitions() ? rows.coalesce(partitions) : rows)
                        .mapPartitions(mine -> new Greys(mine, columns, schema)),
                columns.keptFields(schema),
                choice.label() == null ? null : schema.apply(choice.label()),
                columns.featureNames(),
                choice.id(),
                target,
                null,
                table::inWords);
    }

    /**
     * Predictions for the rows of a table by a model that was trained on one. Its columns may be in any order; those that are no features
     * are kept.
     *
     * @param where the table, for messages
     * @param schema of the model
     * @param id column that names rows; empty for none
     * @param partitions at most so many; 0 for as many as there are
     * @param inWords puts failures of reading into words
     * @throws DataException if a column is missing
     */
    public static Predictions of(
            JavaSparkContext spark,
            String where,
            Dataset<Row> rows,
            TableSchema schema,
            String id,
            int partitions,
            Function<Throwable, Throwable> inWords) {
        StructType type = rows.schema();
        List<TableColumn> columns =
                Stream.of(type.fields()).map(CellReader::column).toList();
        UsedColumns used = UsedColumns.of(where, columns, schema.featureColumns(), List.of(), "", id, "");
        TableScan scan = TableScan.of(used, type, 0, 0, RowNames.BY_CONTENT);
        RowEncoder encoder = new RowEncoder(schema, null);
        int inputs = schema.inputs().size();
        List<Integer> kept = IntStream.range(0, type.size())
                .boxed()
                .filter(at -> !used.features().contains(at))
                .toList();
        JavaRDD<InternalRow> source = rows.queryExecution().toRdd().toJavaRDD();
        LongAccumulator unknown = spark.sc().longAccumulator("words that were not there in training");
        return new Predictions(
                spark,
                (partitions > 0 && partitions < source.getNumPartitions() ? source.coalesce(partitions) : source)
                        .mapPartitions(mine -> new TableExamples(mine, scan, encoder, inputs, type, kept, unknown)),
                kept.stream().map(at -> type.fields()[at]).toList(),
                field(type, schema.target().columns().get(0)),
                String.join(", ", schema.featureColumns()),
                id.isEmpty() ? null : id,
                schema.target(),
                unknown,
                inWords);
    }

    private static @Nullable StructField field(StructType type, String name) {
        return Stream.of(type.fields())
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** How many words of the rows that were written were not there in training: their inputs are 0. */
    public long unknownWords() {
        return unknown == null ? 0 : unknown.value();
    }

    /** The probe blocks by which the machines that predict are compared: of one row, as a BLAS predicts. */
    public static ProbeBlocks probe(Architecture architecture) {
        return new ProbeBlocks(architecture, List.of(1));
    }

    /** Names of the feature columns. */
    public String features() {
        return features;
    }

    /** Number of partitions, and of files written. */
    public int partitions() {
        return examples.getNumPartitions();
    }

    /**
     * Predicts and writes. No row is collected on the driver.
     *
     * @param passes which open a pass in a task
     * @throws DataException if a row has invalid features, or columns that cannot be written
     */
    public Written write(Parameters parameters, PassFactory passes, PredictionFormat format, PredictionFolder folder) {
        PredictionColumns columns = PredictionColumns.of(parameters.architecture(), target, format);
        StructType schema = schema(columns, format);
        Broadcasted<Parameters> sent = Broadcasted.of(spark, parameters);
        Predictor predictor = new Predictor(sent, passes, columns);
        Observation counts = new Observation();
        String partial = folder.begin();
        boolean done = false;
        try {
            SparkSession.builder()
                    .getOrCreate()
                    .createDataFrame(examples.mapPartitions(predictor::predict), schema)
                    .observe(
                            counts,
                            Written.rowCount(),
                            Written.labelledCount(columns, label),
                            Written.correctCount(columns, label))
                    .write()
                    .format(format.toString())
                    .options(format.options())
                    .mode(SaveMode.Overwrite)
                    .save(partial);
            int files = folder.commit();
            done = true;
            return Written.of(counts.getAsJava(), files, List.of(schema.fieldNames()));
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            throw Predictions.<RuntimeException>asItIs(inWords.apply(e));
        } finally {
            sent.close();
            if (!done) {
                folder.abandon();
            }
        }
    }

    /**
     * Evaluates the network on labelled rows. Nothing is written, and no row is collected on the driver.
     *
     * @param passes which open a pass in a task
     * @throws DataException if there is no row, or a row has invalid features or a label that is not a class of the network
     */
    public Evaluation evaluate(Parameters parameters, PassFactory passes) {
        List<String> names = kept.stream().map(StructField::name).toList();
        StructField right = Objects.requireNonNull(label, "a table is evaluated by its label");
        if (!kept.contains(right)) {
            throw new DataException(
                    "column " + right.name(),
                    "a label that is not a feature",
                    "it among the features",
                    "Give another label or other features.");
        }
        Tally.Columns columns = new Tally.Columns(
                kept.indexOf(right),
                id == null ? -1 : names.indexOf(id),
                names,
                target instanceof TableSchema.Classes classes ? classes.inTable() : List.of());
        try (Broadcasted<Parameters> sent = Broadcasted.of(spark, parameters)) {
            Tally tally = examples.mapPartitions(mine -> {
                        try (BlockPass pass = passes.open(sent.value())) {
                            return List.of(JavaSerialized.of(
                                            Tally.of(mine, pass, sent.value().architecture(), columns)))
                                    .iterator();
                        }
                    })
                    .fold(
                            JavaSerialized.of(Tally.NONE),
                            (some, others) -> JavaSerialized.of(some.value().plus(others.value())))
                    .value();
            if (tally.confusion().total() == 0) {
                throw new DataException("the table", "at least one row", "none", "Give a table with labelled rows.");
            }
            return tally.evaluation();
        } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
            throw Predictions.<RuntimeException>asItIs(inWords.apply(e));
        }
    }

    private StructType schema(PredictionColumns columns, PredictionFormat format) {
        List<StructField> added = columns.fields();
        for (StructField field : kept) {
            if (added.stream().anyMatch(other -> other.name().equalsIgnoreCase(field.name()))) {
                throw new DataException(
                        "column " + field.name(),
                        "a name that no prediction column has",
                        "it among the kept columns",
                        "Rename or remove it.");
            }
            if (!format.takes(field.dataType())) {
                throw new DataException(
                        "column " + field.name(),
                        "a type that " + format + " supports",
                        field.dataType().simpleString(),
                        "Use --format parquet, or remove the column.");
            }
        }
        return new StructType(Stream.concat(kept.stream(), added.stream()).toArray(StructField[]::new));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is to take it for unchecked
    private static <E extends Throwable> E asItIs(Throwable failure) throws E {
        throw (E) failure;
    }
}
