package io.lockstep.bench;

import io.lockstep.network.Parameters;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.NativeThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Deeplearning4j's parameter averaging: every worker takes steps by itself, and from time to time they are averaged. */
final class Dl4jTraining implements Trainee {
    private static final int WORKERS = 2;

    /**
     * How it trains.
     *
     * @param batch examples of a worker's step
     * @param averaging steps of each worker between two averages; each begins with a job of its own
     * @param rate learning rate of Adam in the first epoch
     * @param decay what it is multiplied with in each further one
     */
    record Settings(int batch, int averaging, double rate, double decay) {

        Adam updater() {
            return new Adam(new ExponentialSchedule(ScheduleType.EPOCH, rate, decay));
        }
    }

    private final JavaSparkContext spark;
    private final Parameters initial;
    private final Settings settings;
    private final JavaRDD<DataSet> batches;
    private final ToDoubleFunction<Parameters> accuracy;

    Dl4jTraining(
            JavaSparkContext spark,
            Digits digits,
            Parameters initial,
            Settings settings,
            ToDoubleFunction<Parameters> accuracy) {
        this.spark = spark;
        this.initial = initial;
        this.settings = settings;
        this.accuracy = accuracy;
        int outputs = initial.architecture().outputs();
        int batch = settings.batch();
        batches = spark.parallelize(digits.parts(WORKERS), WORKERS)
                .flatMap(part -> batches(part, batch, outputs).iterator())
                .cache();
        batches.count();
    }

    private static List<DataSet> batches(Digits digits, int batch, int outputs) {
        NativeThreads.single();
        List<DataSet> batches = new ArrayList<>();
        for (int row = 0; row < digits.rows(); row += batch) {
            batches.add(digits.part(row, Math.min(batch, digits.rows() - row)).dataSet(outputs));
        }
        return batches;
    }

    @Override
    public String version() {
        Backend backend = Backend.detect();
        return "Deeplearning4j %s on the same Spark, float, %d workers, Adam, learning rate %s and times %s each epoch, cached batches of %d, averaged every %d steps, %s %s"
                .formatted(
                        backend.nd4j(),
                        WORKERS,
                        settings.rate(),
                        settings.decay(),
                        settings.batch(),
                        settings.averaging(),
                        backend.blas(),
                        backend.coreType());
    }

    @Override
    public Trained train(Goal goal) {
        List<Double> accuracies = new ArrayList<>();
        MultiLayerNetwork network = Dl4j.network(initial, settings.updater());
        try {
            SparkDl4jMultiLayer training = new SparkDl4jMultiLayer(spark, network, master());
            Trained sofar = new Trained(0, "", accuracies);
            do {
                double epoch = Race.milliseconds(() -> training.fit(batches));
                accuracies.add(accuracy.applyAsDouble(
                        new Parameters(initial.architecture(), Dl4j.values(network, initial.architecture()))));
                sofar = new Trained(sofar.milliseconds() + epoch, Trained.epochs(accuracies.size()), accuracies);
            } while (goal.isAheadOf(sofar));
            return sofar;
        } finally {
            network.close();
        }
    }

    private ParameterAveragingTrainingMaster master() {
        return new ParameterAveragingTrainingMaster.Builder(WORKERS, settings.batch())
                .batchSizePerWorker(settings.batch())
                .averagingFrequency(settings.averaging())
                .aggregationDepth(1)
                .workerPrefetchNumBatches(0)
                .saveUpdater(true) // Adam's moments are averaged, too
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .repartionData(Repartition.Never)
                .storageLevel(null) // it is cached as it is
                .build();
    }

    @Override
    public void close() {
        batches.unpersist();
    }
}
