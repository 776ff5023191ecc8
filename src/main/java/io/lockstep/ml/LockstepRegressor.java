package io.lockstep.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network that predicts a number, with the mean squared error. The same rows and params give the same model to the bit, however the
 * DataFrame is partitioned, ordered or cached.
 *
 * <p>The features are vectors, dense or sparse, or arrays of numbers. Predictions are in the label's own unit.
 */
public final class LockstepRegressor extends Regressor<Vector, LockstepRegressor, LockstepRegressionModel>
        implements TrainingSetters<LockstepRegressor>, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private @Nullable String uid; // Spark's constructor asks for it before it is assigned

    /** With the default of each param. */
    public LockstepRegressor() {
        this(Identifiable.randomUID("lockstepRegressor"));
    }

    /** With this id; Spark copies and reads estimators by this constructor. */
    public LockstepRegressor(String uid) {
        this(StageUid.announce(uid));
    }

    private LockstepRegressor(StageUid announced) {
        uid = announced.assigned();
        setTrainingDefaults();
    }

    /** Reads estimators that were saved. */
    public static MLReader<LockstepRegressor> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads an estimator that was saved. */
    public static LockstepRegressor load(String path) {
        return read().load(path);
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
    public StructType transformSchema(StructType schema) {
        config().requireValidation(schema);
        return FeatureVectors.restore(
                super.transformSchema(FeatureVectors.instead(schema, getFeaturesCol())), schema, getFeaturesCol());
    }

    @Override
    public LockstepRegressionModel train(Dataset<?> rows) {
        Fit.Trained trained = Fit.of(config(), rows);
        return new LockstepRegressionModel(uid(), TrainedNetwork.ofNumbers(trained.model())).with(trained.summary());
    }

    private FitConfig config() {
        return new FitConfig(this, getFeaturesCol(), getLabelCol(), true);
    }

    @Override
    public LockstepRegressor copy(ParamMap extra) {
        return defaultCopy(extra);
    }
}
