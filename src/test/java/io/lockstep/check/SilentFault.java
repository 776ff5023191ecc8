package io.lockstep.check;

import static io.lockstep.cluster.PlantedCluster.by;
import static io.lockstep.cluster.PlantedCluster.pushed;
import static io.lockstep.cluster.PlantedCluster.reduced;

import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.PlantedCluster;
import io.lockstep.gradient.GradientSource;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.PassFactory;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What goes wrong in distributed training without a word. Each constant is a right run but for the part that it overrides,
 * the one in which the fault would happen; it says who must catch it and what must be said of it.
 */
enum SilentFault {
    NONE("no fault", "", "", ""),

    UNWEIGHTED_MEAN(
            "unweighted mean of the partitions' means",
            Says.ALL,
            Says.REDUCTION,
            "examples are weighted unequally (an average of averages?)") {
        @Override
        GradientSource cluster(FaultData data, ClusterBlocks blocks) {
            return reduced(Planting::meanOfMeans, pass(data), blocks);
        }
    },

    DIVIDED_BY_PARTITIONS(
            "sum divided by the number of partitions",
            Says.ALL,
            Says.REDUCTION,
            "the sum was divided by 5, not by 1,000 examples") {
        @Override
        GradientSource cluster(FaultData data, ClusterBlocks blocks) {
            return reduced(
                    (sums, batch) -> Planting.dividedBy(sums.size(), Planting.total(sums, batch), batch),
                    pass(data),
                    blocks);
        }

        @Override
        String diagnosis(FaultData data) {
            return data.isWeighted()
                    ? "the sum was divided by 5, not by %,.1f, the sum of the weights".formatted(data.weightSum())
                    : super.diagnosis(data);
        }
    },

    DROPPED_BLOCK(
            "a dropped block", Says.TRAINER, "expected a sum over 1,000 examples, found 936: a block is missing", "") {
        @Override
        List<BlockRange> layout() {
            List<BlockRange> layout = new ArrayList<>(super.layout());
            BlockRange third = layout.get(2);
            layout.set(2, new BlockRange(third.first(), third.count() - 1));
            Planting.fire();
            return layout;
        }
    },

    REPEATED_BLOCK(
            "blocks of a retried task counted twice",
            Says.TRAINER,
            "expected a sum over 1,000 examples, found 1,192: a block was added twice",
            "") {
        @Override
        GradientSource cluster(FaultData data, ClusterBlocks blocks) {
            return pushed(pass(data), blocks, Planting::fire);
        }
    },

    STALE_PARAMETERS(
            "stale parameters on one executor",
            Says.ALL,
            "blocks 3, 4, 5 of 16 have a different gradient of the same examples (executor driver on 127.0.0.1): the"
                    + " error is in the computation or the parameters there",
            "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors(FaultData data) {
            PassPlan right = kernel(data);
            return parameters -> right.open(Planting.stale(parameters));
        }
    },

    OTHER_LABELS(
            "a block with another block's labels",
            Says.ALL,
            "block 3 of 16 has different examples (executor driver on 127.0.0.1): the error is in the data read there",
            "the two used different examples or parameters") {
        @Override
        ClusterBlocks blocks(PlantedCluster cluster, FaultData data) {
            return data.withOtherLabels(cluster, plan(data), layout(), 3, 4);
        }
    },

    WRONG_MASK("wrong mask of the ReLU", Says.OTHER_CODE, Says.KERNEL, Says.ACTIVATION) {
        @Override
        PassFactory pass(FaultData data) {
            return Planting.in(FaultyPass.Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION, data.scaling());
        }
    },

    MASK_OF_THE_SHIFTED_VALUE(
            "shifted ReLU with a mask of the shifted value", Says.OTHER_CODE, Says.KERNEL, Says.ACTIVATION) {
        @Override
        Architecture architecture(FaultData data) {
            Architecture usual = data.architecture();
            return new Architecture(usual.sizes(), Activation.SHIFTED_RELU, usual.loss());
        }

        @Override
        PassFactory pass(FaultData data) {
            return Planting.in(FaultyPass.Fault.MASK_OF_THE_SHIFTED_VALUE, data.scaling());
        }
    },

    TRANSPOSED("transposed weight gradients", Says.OTHER_CODE, Says.KERNEL, "w2 is transposed") {
        @Override
        PassFactory pass(FaultData data) {
            return Planting.in(FaultyPass.Fault.WEIGHT_GRADIENTS_TRANSPOSED, data.scaling());
        }

        @Override
        String diagnosis(FaultData data) {
            return data.architecture().outputs() > 1 ? super.diagnosis(data) : "w1 is transposed"; // (20, 1) is its own
        }
    },

    UNDIVIDED(
            "missing 1/n",
            Says.OTHER_CODE,
            Says.KERNEL,
            "1,000 times too large: the division by the number of examples is missing") {
        @Override
        GradientSource cluster(FaultData data, ClusterBlocks blocks) {
            return new Planting.Undivided(super.cluster(data, blocks));
        }

        @Override
        SecondOpinion local(FaultData data) {
            return new Planting.Undivided(super.local(data)); // there is one division, for both
        }

        @Override
        String diagnosis(FaultData data) {
            return data.isWeighted()
                    ? "%,.1f times too large: the division by the sum of the weights is missing"
                            .formatted(data.weightSum())
                    : super.diagnosis(data);
        }
    },

    LABELS_BROADCAST(
            "outputs (rows, 1) against labels (rows)",
            Says.OTHER_CODE,
            Says.KERNEL,
            "labels are paired with the outputs of other examples, for example (rows, 1) minus (rows) broadcast to (rows, rows)") {
        @Override
        Architecture architecture(FaultData data) {
            return new Architecture(List.of(data.architecture().inputs(), 20, 1), Activation.RELU, Loss.MSE);
        }

        @Override
        PassFactory pass(FaultData data) {
            return Planting.in(FaultyPass.Fault.LABELS_BROADCAST, data.scaling());
        }

        @Override
        boolean canHappenTo(FaultData data) {
            return data.hasOneNumber();
        }

        @Override
        String diagnosis(FaultData data) {
            return data.isWeighted() ? "the loss and the gradient both differ" : super.diagnosis(data);
        }
    },

    BIAS_AVERAGED_TWICE(
            "bias gradients averaged twice",
            Says.OTHER_CODE,
            Says.KERNEL,
            "w2 agrees, b2 does not: the sum over a block's rows is wrong, or was divided twice") {
        @Override
        PassFactory pass(FaultData data) {
            return Planting.in(FaultyPass.Fault.BIAS_GRADIENT_AVERAGED_TWICE, data.scaling());
        }
    },

    HELD_OUT_STATISTICS(
            "mean and standard deviation of the validation set",
            Says.ALL,
            Says.EXECUTORS,
            "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors(FaultData data) {
            return Planting.counted(kernel(data).with(data.scalingOfOthers()));
        }
    },

    FLOAT_MOMENTS("mean added up in float", Says.ALL, Says.EXECUTORS, "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors(FaultData data) {
            return Planting.counted(kernel(data).with(data.scalingInFloat()));
        }
    },

    FLIPPED_BIT(
            "one flipped bit of one block's result",
            Says.LOCAL,
            "agrees when computed again: the error was transient",
            "only b2[9] differs") {
        @Override
        PassFactory passOnExecutors(FaultData data) {
            PassPlan right = kernel(data);
            int position = position(data);
            return parameters -> new Planting.Flipping(right.open(parameters), position);
        }

        @Override
        String diagnosis(FaultData data) {
            Architecture network = data.architecture();
            return "only %s differs".formatted(network.tensorAt(position(data)).coordinate(position(data)));
        }

        /** The last value; not one that is a tensor by itself. */
        private int position(FaultData data) {
            return data.architecture().parameterCount() - (data.architecture().outputs() == 1 ? 2 : 1);
        }
    };

    private static final BlockPlan PLAN = new BlockPlan(FaultData.ROWS, FaultData.BLOCK_ROWS);
    private static final int PARTITIONS = 5; // of 3, 3, 3, 3 and 4 blocks

    private final String inWords;
    private final String catcher;
    private final String blame;
    private final String diagnosis;

    SilentFault(String inWords, String catcher, String blame, String diagnosis) {
        this.inWords = inWords;
        this.catcher = catcher;
        this.blame = blame;
        this.diagnosis = diagnosis;
    }

    /** What more than one fault is answered with. */
    private static final class Says {
        static final String TRAINER = "trainer";
        static final String LOCAL = "local";
        static final String OTHER_CODE = "reference, nd4j, autodiff";
        static final String ALL = "local, reference, nd4j, autodiff";
        static final String REDUCTION = "each block agrees: the error is in the reduction";
        static final String EXECUTORS =
                "every block has a different gradient of the same examples: the error is in the parameters, the"
                        + " standardizer or the kernel of the executors";
        static final String KERNEL = "the error is in the kernel";
        static final String ACTIVATION =
                "layer 1 differs and layer 2 agrees: the derivative of the activation between them is wrong";
    }

    /** What is asserted of it on these data, for the table. */
    String said(FaultData data) {
        return diagnosis(data).isEmpty() ? blame : blame + "; " + diagnosis(data);
    }

    String blame() {
        return blame;
    }

    String catcher() {
        return catcher;
    }

    /** What each that catches it says of it. */
    String diagnosis(FaultData data) {
        return diagnosis;
    }

    /** Whether it can happen to these data. */
    boolean canHappenTo(FaultData data) {
        return true;
    }

    @Override
    public String toString() {
        return inWords;
    }

    Architecture architecture(FaultData data) {
        return data.architecture();
    }

    BlockPlan plan(FaultData data) {
        return PLAN.with(data.magnitude(architecture(data)));
    }

    /** Which blocks each partition holds. */
    List<BlockRange> layout() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> PLAN.share(partition, PARTITIONS))
                .toList();
    }

    /** What the executors read. */
    ClusterBlocks blocks(PlantedCluster cluster, FaultData data) {
        return data.on(cluster, plan(data), layout());
    }

    /** The pass, on executors and on the driver. */
    PassFactory pass(FaultData data) {
        return kernel(data);
    }

    private static PassPlan kernel(FaultData data) {
        return new PassPlan(Kernel.VECTOR, data.scaling());
    }

    /** What the executors make of it. */
    PassFactory passOnExecutors(FaultData data) {
        return pass(data);
    }

    GradientSource cluster(FaultData data, ClusterBlocks blocks) {
        return by(passOnExecutors(data), blocks);
    }

    SecondOpinion local(FaultData data) {
        return new LocalGradients(data.blocks(), pass(data));
    }
}
