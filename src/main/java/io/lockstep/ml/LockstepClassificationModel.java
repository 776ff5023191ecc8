package io.lockstep.ml;

import io.lockstep.data.DataException;
import io.lockstep.metric.Evaluation;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Tuple3;

/** A network that tells classes apart; what {@link LockstepClassifier} trains, or the command line on classes. */
public final class LockstepClassificationModel
        extends ProbabilisticClassificationModel<Vector, LockstepClassificationModel>
        implements TrainingParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private @Nullable String uid; // Spark's constructor asks for it before it is assigned
    private final TrainedNetwork network;
    private final double[] labels;
    private transient @Nullable LockstepTrainingSummary summary; // stays on the driver

    LockstepClassificationModel(String uid, TrainedNetwork network) {
        this(StageUid.announce(uid), network);
    }

    private LockstepClassificationModel(StageUid announced, TrainedNetwork network) {
        uid = announced.assigned();
        this.network = network;
        labels = network.labels();
        setTrainingDefaults();
        network.vectorColumn().ifPresent(this::setFeaturesCol);
    }

    /**
     * Reads models that were saved, by a stage or by the command line.
     */
    public static MLReader<LockstepClassificationModel> read() {
        return new ModelFolder.Reader<>(
                LockstepClassificationModel.class,
                (uid, model) -> new LockstepClassificationModel(uid, TrainedNetwork.ofClasses(model)));
    }

    /**
     * Reads a model that was saved, by a stage or by the command line.
     *
     * @throws DataException if there is none, it is damaged, or it predicts numbers
     */
    public static LockstepClassificationModel load(String path) {
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
        return "cross-entropy";
    }

    @Override
    public int numFeatures() {
        return network.inputs();
    }

    @Override
    public int numClasses() {
        return labels.length;
    }

    /** The label of each class, in the order of probabilities. */
    public double[] labels() {
        return labels.clone();
    }

    /** SHA-256 of the parameters: equal where two trainings are bit-identical. */
    public String parametersSha256() {
        return network.parametersSha256();
    }

    /** Sets the name of the column with the labels, for {@link #evaluate}. */
    public LockstepClassificationModel setLabelCol(String value) {
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

    LockstepClassificationModel with(@Nullable LockstepTrainingSummary training) {
        summary = training;
        return this;
    }

    /** Loss, accuracy, confusion matrix and, of two classes, the ranking, over rows with a label; exact sums, so that no layout changes a bit. */
    public Evaluation evaluate(Dataset<?> rows) {
        return new FrameEvaluation(network, this).on(rows);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        FeatureColumns features = FeatureColumns.of(this, network);
        return features.areVectors(schema)
                ? ClassNames.on(super.transformSchema(schema), getPredictionCol(), network)
                : FeatureColumns.drop(onVectors().transformSchema(features.add(schema)));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        FeatureColumns features = FeatureColumns.of(this, network);
        return features.areVectors(rows.schema())
                ? super.transform(rows)
                : FeatureColumns.drop(onVectors().transform(features.add(rows)));
    }

    private LockstepClassificationModel onVectors() {
        return copy(ParamMap.empty()).setFeaturesCol(FeatureColumns.VECTORS);
    }

    @Override
    public Vector predictRaw(Vector features) {
        return Vectors.dense(network.outputs(features));
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        return TrainedNetwork.softmax(raw);
    }

    @Override
    public double raw2prediction(Vector raw) {
        return isDefined(thresholds()) ? probability2prediction(raw2probability(raw)) : labels[raw.argmax()];
    }

    @Override
    public double probability2prediction(Vector probability) {
        return labels[(int) super.probability2prediction(probability)];
    }

    /** Scala's two methods of this name have different type arguments, which Java does not inherit; the raw type is a subtype of both. */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Tuple3 findSummaryModel() {
        return super.findSummaryModel();
    }

    @Override
    public LockstepClassificationModel copy(ParamMap extra) {
        LockstepClassificationModel copy = new LockstepClassificationModel(uid(), network).with(summary);
        return this.<LockstepClassificationModel>copyValues(copy, extra).setParent(parent());
    }
}
