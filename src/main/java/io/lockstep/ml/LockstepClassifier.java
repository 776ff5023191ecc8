package io.lockstep.ml;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network that tells classes apart, with softmax and cross-entropy. The same rows and params give the same model to the bit, however
 * the DataFrame is partitioned, ordered or cached.
 *
 * <p>The features are vectors, dense or sparse, or arrays of numbers. Labels are whole numbers: 0, 1, 2, ... as {@code StringIndexer} makes
 * them, whose names are taken over, or others, such as -1 and 1.
 */
public final class LockstepClassifier
        extends ProbabilisticClassifier<Vector, LockstepClassifier, LockstepClassificationModel>
        implements TrainingSetters<LockstepClassifier>, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private @Nullable String uid; // Spark's constructor asks for it before it is assigned

    /** With the default of each param. */
    public LockstepClassifier() {
        this(Identifiable.randomUID("lockstepClassifier"));
    }

    /** With this id; Spark copies and reads estimators by this constructor. */
    public LockstepClassifier(String uid) {
        this(StageUid.announce(uid));
    }

    private LockstepClassifier(StageUid announced) {
        uid = announced.assigned();
        setTrainingDefaults();
    }

    /** Reads estimators that were saved. */
    public static MLReader<LockstepClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads an estimator that was saved. */
    public static LockstepClassifier load(String path) {
        return read().load(path);
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
    public StructType transformSchema(StructType schema) {
        config().requireValidation(schema);
        return FeatureVectors.restore(
                super.transformSchema(FeatureVectors.instead(schema, getFeaturesCol())), schema, getFeaturesCol());
    }

    @Override
    public LockstepClassificationModel train(Dataset<?> rows) {
        Fit.Trained trained = Fit.of(config(), rows);
        return new LockstepClassificationModel(uid(), TrainedNetwork.ofClasses(trained.model()))
                .with(trained.summary());
    }

    private FitConfig config() {
        return new FitConfig(this, getFeaturesCol(), getLabelCol(), false);
    }

    @Override
    public LockstepClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
