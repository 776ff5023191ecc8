package io.lockstep.ml;

import io.lockstep.data.DataException;
import io.lockstep.data.Scaling;
import io.lockstep.data.table.TableSchema;
import io.lockstep.data.table.TableSchema.ClassKind;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.vector.RowPass;
import io.lockstep.run.SavedModel;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** A network as models use it: on executors to predict, on the driver to be saved. Several threads may share it. */
final class TrainedNetwork implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable SavedModel saved; // stays on the driver
    private final Parameters parameters;
    private final Scaling scaling;
    private final @Nullable TableSchema schema;
    private final TableSchema.@Nullable Target target;
    private transient @Nullable ThreadLocal<RowPass> passes;

    private TrainedNetwork(SavedModel saved) {
        this.saved = saved;
        parameters = saved.parameters();
        scaling = saved.card().scaling();
        schema = saved.card().schema();
        target = saved.card().target();
    }

    /**
     * Of a model that tells classes apart.
     *
     * @throws DataException if it predicts numbers
     */
    static TrainedNetwork ofClasses(SavedModel saved) {
        require(saved, Loss.CROSS_ENTROPY, "LockstepRegressionModel");
        return new TrainedNetwork(saved);
    }

    /**
     * Of a model that predicts a number.
     *
     * @throws DataException if it tells classes apart, or predicts several numbers
     */
    static TrainedNetwork ofNumbers(SavedModel saved) {
        require(saved, Loss.MSE, "LockstepClassificationModel");
        int outputs = saved.card().architecture().outputs();
        if (outputs > 1) {
            throw new DataException(
                    "the model",
                    "one predicted number, as Spark ML has it",
                    "%,d".formatted(outputs),
                    "Use the command predict, or train a model for each number.");
        }
        return new TrainedNetwork(saved);
    }

    private static void require(SavedModel saved, Loss loss, String other) {
        Loss found = saved.card().architecture().loss();
        if (found != loss) {
            throw new DataException("the model", "the loss " + loss, found.toString(), "Load it as " + other + ".");
        }
    }

    /**
     * Parameters and model card.
     *
     * @throws IllegalStateException on an executor
     */
    SavedModel saved() {
        if (saved == null) {
            throw new IllegalStateException(
                    "model: expected one on the driver, found one that was sent to an executor");
        }
        return saved;
    }

    String parametersSha256() {
        return parameters.sha256();
    }

    /** Features of a row. */
    int inputs() {
        return parameters.architecture().inputs();
    }

    /** How the columns of a table become features; empty of images. */
    Optional<TableSchema> schema() {
        return Optional.ofNullable(schema);
    }

    /** The one column of vectors or arrays on which it was trained; empty of images, and of a table with plain columns. */
    Optional<String> vectorColumn() {
        return schema().filter(known -> known.featureColumns().size() == 1)
                .filter(known -> known.inputs().get(0) instanceof TableSchema.NumberInput first && first.element() >= 0)
                .map(known -> known.featureColumns().get(0));
    }

    /** The label of each class: words and booleans have the numbers from 0. */
    double[] labels() {
        int classes = parameters.architecture().outputs();
        if (target instanceof TableSchema.Classes known && known.kind() == ClassKind.NUMBER) {
            List<String> values = known.inTable();
            return IntStream.range(0, classes)
                    .mapToDouble(i -> i < values.size() ? Double.parseDouble(values.get(i)) : i)
                    .toArray();
        }
        return IntStream.range(0, classes).asDoubleStream().toArray();
    }

    /** The names of the classes, in the order of {@link #labels}; empty where they are numbers. */
    Optional<List<String>> classNames() {
        return target instanceof TableSchema.Classes classes
                        && (classes.values() != null || classes.kind() != ClassKind.NUMBER)
                ? Optional.of(classes.names())
                : Optional.empty();
    }

    /** A network's single output in the label's own unit. */
    double number(double output) {
        return target instanceof TableSchema.Numbers numbers ? numbers.unscaled(0, output) : output;
    }

    /**
     * The outputs of the last layer for one row; bit-identical to those of a block.
     *
     * @throws DataException if there are more or fewer features, or one is not finite
     */
    double[] outputs(@Nullable Vector features) {
        if (features == null) {
            throw new DataException(
                    "features",
                    "%,d numbers".formatted(inputs()),
                    "null",
                    "Filter the rows out, or fill missing values in before the VectorAssembler.");
        }
        if (features.size() != inputs()) {
            throw new DataException(
                    "features",
                    "%,d numbers, as in training".formatted(inputs()),
                    "%,d".formatted(features.size()),
                    "Make the vectors by the same stages as for training.");
        }
        RowPass pass = pass();
        if (features instanceof SparseVector sparse) {
            requireFinite(sparse.values(), sparse.indices());
            return pass.outputs(sparse.size(), sparse.indices(), sparse.values());
        }
        double[] values = ((DenseVector) features).values();
        requireFinite(values, null);
        return pass.outputs(values);
    }

    private RowPass pass() {
        ThreadLocal<RowPass> known = passes;
        if (known == null) { // first use, or it was sent; of two threads the last one's stays
            known = ThreadLocal.withInitial(() -> new RowPass(parameters, scaling));
            passes = known;
        }
        return known.get();
    }

    private void requireFinite(double[] values, int @Nullable [] indices) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite((float) values[i])) {
                int input = indices == null ? i : indices[i];
                throw new DataException(
                        "features, element %,d%s"
                                .formatted(
                                        input,
                                        schema == null
                                                ? ""
                                                : " (" + schema.inputNames().get(input) + ")"),
                        "a finite number",
                        Double.toString(values[i]),
                        "Fill missing values in, for example with Imputer, or leave the row out.");
            }
        }
    }

    /** The probabilities of raw outputs, in their place. */
    static Vector softmax(Vector raw) {
        DenseVector outputs = raw instanceof DenseVector dense ? dense : raw.toDense();
        Outputs.softmax(outputs.values());
        return outputs;
    }
}
