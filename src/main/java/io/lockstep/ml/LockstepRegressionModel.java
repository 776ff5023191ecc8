package io.lockstep.ml;

import io.lockstep.data.DataException;
import io.lockstep.metric.Evaluation;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A network that predicts a number; what {@link LockstepRegressor} trains, or the command line with the loss mse. */
public final class LockstepRegressionModel extends RegressionModel<Vector, LockstepRegressionModel>
        implements TrainingParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private @Nullable String uid; // Spark's constructor asks for it before it is assigned
    private final TrainedNetwork network;
    private transient @Nullable LockstepTrainingSummary summary; // stays on the driver

    LockstepRegressionModel(String uid, TrainedNetwork network) {
        this(StageUid.announce(uid), network);
    }

    private LockstepRegressionModel(StageUid announced, TrainedNetwork network) {
        uid = announced.assigned();
        this.network = network;
        setTrainingDefaults();
        network.vectorColumn().ifPresent(this::setFeaturesCol);
    }

    /**
     * Reads models that were saved, by a stage or by the command line.
     */
    public static MLReader<LockstepRegressionModel> read() {
        return new ModelFolder.Reader<>(
                LockstepRegressionModel.class,
                (uid, model) -> new LockstepRegressionModel(uid, TrainedNetwork.ofNumbers(model)));
    }

    /**
     * Reads a model that was saved, by a stage or by the command line.
     *
     * @throws DataException if there is none, it is damaged, or it tells classes apart
     */
    public static LockstepRegressionModel load(String path) {
        return read().load(path);
    }

    @Override
    public MLWriter write() {
        return new ModelFolder.Writer(this, network.saved());
    }

    @Override
    public String uid() {
        return uid == null ? StageUid.announced() : uid;
    }

    @Override
    public String defaultLoss() {
        return "mse";
    }

    @Override
    public int numFeatures() {
        return network.inputs();
    }

    /** SHA-256 of the parameters: equal where two trainings are bit-identical. */
    public String parametersSha256() {
        return network.parametersSha256();
    }

    /** Sets the name of the column with the labels, for {@link #evaluate}. */
    public LockstepRegressionModel setLabelCol(String value) {
        set(labelCol(), value);
        return this;
    }

    /** Whether it was trained just now, and not read. */
    public boolean hasSummary() {
        return summary != null;
    }

    /**
     * What happened in its training.
     *
     * @throws IllegalStateException if it was read
     */
    public LockstepTrainingSummary summary() {
        if (summary == null) {
            throw new IllegalStateException(
                    uid() + ": expected a model that was trained just now, found one that was read");
        }
        return summary;
    }

    LockstepRegressionModel with(@Nullable LockstepTrainingSummary training) {
        summary = training;
        return this;
    }

    /** Loss, RMSE, MAE and R² over rows with a label, in its unit; exact sums, so that no layout changes a bit. */
    public Evaluation evaluate(Dataset<?> rows) {
        return new FrameEvaluation(network, this).on(rows);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        FeatureColumns features = FeatureColumns.of(this, network);
        return features.areVectors(schema)
                ? super.transformSchema(schema)
                : FeatureColumns.drop(onVectors().transformSchema(features.add(schema)));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        FeatureColumns features = FeatureColumns.of(this, network);
        return features.areVectors(rows.schema())
                ? super.transform(rows)
                : FeatureColumns.drop(onVectors().transform(features.add(rows)));
    }

    private LockstepRegressionModel onVectors() {
        return copy(ParamMap.empty()).setFeaturesCol(FeatureColumns.VECTORS);
    }

    @Override
    public double predict(Vector features) {
        return network.number(network.outputs(features)[0]);
    }

    @Override
    public LockstepRegressionModel copy(ParamMap extra) {
        LockstepRegressionModel copy = new LockstepRegressionModel(uid(), network).with(summary);
        return this.<LockstepRegressionModel>copyValues(copy, extra).setParent(parent());
    }
}
