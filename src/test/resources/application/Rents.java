import io.lockstep.ml.LockstepClassificationModel;
import io.lockstep.ml.LockstepClassifier;
import java.io.IOException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Learns the class of a rent from a CSV file with words and missing values. Arguments: the file, and a folder for the results. */
public final class Rents {
    private Rents() {}

    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder().appName("Rents").getOrCreate();
        try {
            run(spark, arguments[0], arguments[1]);
        } finally {
            spark.stop();
        }
    }

    private static void run(SparkSession spark, String file, String folder) throws IOException {
        Dataset<Row>[] parts = spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(file)
                .randomSplit(new double[] {0.8, 0.2}, 1);

        String[] numbers = {"area", "rooms", "floor", "year", "distance"};
        String[] filled = {"area_", "rooms_", "floor_", "year_", "distance_"};
        LockstepClassifier classifier = new LockstepClassifier("rents")
                .setHidden(16)
                .setMaxIter(10)
                .setBatchRows(400)
                .setLearningRate(0.03)
                .setAgainst("local", "reference");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("rent").setOutputCol("label"),
            new StringIndexer()
                    .setInputCols(new String[] {"district", "heating"})
                    .setOutputCols(new String[] {"district_", "heating_"})
                    .setHandleInvalid("keep"), // a word that is missing, too
            new Imputer().setInputCols(numbers).setOutputCols(filled),
            new VectorAssembler()
                    .setInputCols(new String[] {
                        "area_", "rooms_", "floor_", "year_", "distance_", "lift", "balcony", "district_", "heating_"
                    })
                    .setOutputCol("features"),
            classifier
        });
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {0.03, 0.0001})
                .build();
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setParallelism(2)
                .fit(parts[0]);
        PipelineModel best = (PipelineModel) validated.bestModel();
        LockstepClassificationModel network = (LockstepClassificationModel) best.stages()[4];
        for (int i = 0; i < grid.length; i++) {
            System.out.printf(
                    "learningRate %s: accuracy %.4f%n",
                    grid[i].apply(classifier.learningRate()), validated.avgMetrics()[i]);
        }
        System.out.println("best: learningRate " + network.getLearningRate());

        Dataset<Row> predicted = best.transform(parts[1]);
        System.out.printf(
                "test rows: %d, accuracy %.4f%n",
                predicted.count(),
                new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted));
        System.out.println("parametersSha256 " + network.parametersSha256());
        predicted.select("features", "label").write().parquet(folder + "/encoded.parquet");
        best.save(folder + "/model");
        PipelineModel.load(folder + "/model").transform(parts[1]).select("rent", "prediction").show(3);
    }
}
