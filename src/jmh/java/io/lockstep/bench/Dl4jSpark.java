package io.lockstep.bench;

import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.device.Backend;
import io.lockstep.pass.device.NativeThreads;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** One step of Deeplearning4j's parameter averaging: every worker fits its shard, which it has in memory, once and as a whole. */
final class Dl4jSpark implements Peer {
    private static final int WORKERS = 2;
    private static final double LEARNING_RATE = 1;

    private final Parameters parameters;
    private final JavaRDD<DataSet> shards;
    private final MultiLayerNetwork network;
    private final SparkDl4jMultiLayer training;

    Dl4jSpark(JavaSparkContext spark, Digits digits, Parameters parameters) {
        this.parameters = parameters;
        int outputs = parameters.architecture().outputs();
        shards = spark.parallelize(digits.parts(WORKERS), WORKERS)
                .map(part -> {
                    NativeThreads.single();
                    return part.dataSet(outputs);
                })
                .cache();
        network = Dl4j.network(parameters, new Sgd(LEARNING_RATE));
        int largest = (digits.rows() - 1) / WORKERS + 1;
        training = new SparkDl4jMultiLayer(
                spark,
                network,
                new ParameterAveragingTrainingMaster.Builder(WORKERS, largest)
                        .batchSizePerWorker(largest) // a smaller one would cut shards into several steps
                        .averagingFrequency(1)
                        .aggregationDepth(1) // no stage more than it needs
                        .workerPrefetchNumBatches(0)
                        .saveUpdater(false) // plain gradient descent has no state
                        .rddTrainingApproach(RDDTrainingApproach.Direct) // not by way of files
                        .repartionData(Repartition.Never)
                        .storageLevel(null) // it is cached as it is
                        .build());
    }

    @Override
    public String version() {
        Backend backend = Backend.detect();
        return "Deeplearning4j %s on the same Spark, float, %d cached shards, each one minibatch, %s %s, 1 thread a worker"
                .formatted(backend.nd4j(), WORKERS, backend.blas(), backend.coreType());
    }

    @Override
    public double milliseconds() {
        Dl4j.set(network, parameters); // steps as large as these would lead out of the numbers
        return Race.milliseconds(() -> training.fit(shards));
    }

    /** The step back: {@code (before - after) / learning rate}. */
    @Override
    public Optional<double[]> gradient() {
        milliseconds();
        Architecture architecture = parameters.architecture();
        float[] before = parameters.values();
        float[] after = Dl4j.values(network, architecture);
        double[] gradient = new double[before.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = ((double) before[i] - after[i]) / LEARNING_RATE;
        }
        return Optional.of(gradient);
    }

    @Override
    public void close() {
        shards.unpersist();
        network.close();
    }
}
