package io.lockstep.check.dl4j;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockSource;
import io.lockstep.check.SecondOpinion;
import io.lockstep.data.Scaling;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** The check by an independent library: a Deeplearning4j network with the same weights, block by block, in double. */
public final class Dl4jGradients implements SecondOpinion {
    private final Iterable<Block> blocks;
    private final Scaling scaling;

    /** Gradients over these blocks, read anew each time. */
    public Dl4jGradients(Iterable<Block> blocks, Scaling scaling) {
        this.blocks = blocks;
        this.scaling = scaling;
    }

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public GradientSum gradientSum(Parameters parameters, Batch batch) {
        Architecture architecture = parameters.architecture();
        double[] gradientSum = new double[architecture.parameterCount()];
        double lossSum = 0;
        double weightSum = 0;
        long exampleCount = 0;
        WeightedLoss loss = new WeightedLoss(Dl4jNetwork.loss(architecture.loss()));
        MultiLayerNetwork network = Dl4jNetwork.open(parameters, false, loss);
        try {
            for (Block block : BlockSource.ofBatch(batch, blocks)) {
                loss.weigh(block.weights());
                compute(network, Dl4jNetwork.dataSet(block, architecture, scaling));
                add(Dl4jNetwork.ours(architecture, network.getGradientsViewArray()), gradientSum);
                lossSum += network.score();
                weightSum += block.weightSum();
                exampleCount += block.rows();
            }
        } finally {
            Dl4jNetwork.close(network);
        }
        return GradientSum.of(architecture, batch, gradientSum, lossSum, weightSum, exampleCount);
    }

    /** Afterwards the network has the gradient and the score of these examples: sums over them, as it was told. */
    private static void compute(MultiLayerNetwork network, DataSet examples) {
        network.setInput(examples.getFeatures());
        network.setLabels(examples.getLabels());
        network.computeGradientAndScore();
        network.clear();
        examples.getFeatures().close();
        examples.getLabels().close();
    }

    private static void add(double[] values, double[] sum) {
        for (int i = 0; i < values.length; i++) {
            sum[i] += values[i];
        }
    }
}
