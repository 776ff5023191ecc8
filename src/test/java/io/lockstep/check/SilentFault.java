package io.lockstep.check;

import static io.lockstep.cluster.PlantedCluster.by;
import static io.lockstep.cluster.PlantedCluster.pushed;
import static io.lockstep.cluster.PlantedCluster.reduced;

import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.BlockRange;
import io.lockstep.block.BlockReader;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.Standardizer;
import io.lockstep.data.drawn.DrawnDigits;
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
            Says.BOTH,
            Says.REDUCTION,
            "examples are weighted unequally (an average of averages?)") {
        @Override
        GradientSource cluster(ClusterBlocks blocks) {
            return reduced(Planting::meanOfMeans, pass(), blocks);
        }
    },

    DIVIDED_BY_PARTITIONS(
            "sum divided by the number of partitions",
            Says.BOTH,
            Says.REDUCTION,
            "the sum was divided by 5, not by 1,000 examples") {
        @Override
        GradientSource cluster(ClusterBlocks blocks) {
            return reduced(
                    (sums, batch) -> Planting.scaled(Planting.total(sums, batch), batch, 1_000.0 / sums.size()),
                    pass(),
                    blocks);
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
        GradientSource cluster(ClusterBlocks blocks) {
            return pushed(pass(), blocks, Planting::fire);
        }
    },

    STALE_PARAMETERS(
            "stale parameters on one executor",
            Says.BOTH,
            "blocks 3, 4, 5 of 16 have a different gradient of the same examples (executor driver on 127.0.0.1): the"
                    + " error is in the computation or the parameters there",
            "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors() {
            return parameters -> PASS.open(Planting.stale(parameters));
        }
    },

    OTHER_LABELS(
            "a block with another block's labels",
            Says.BOTH,
            "block 3 of 16 has different examples (executor driver on 127.0.0.1): the error is in the data read there",
            "the two used different examples or parameters") {
        @Override
        Examples examples() {
            return new OtherLabels(DIGITS, PLAN, 3, 4);
        }
    },

    WRONG_MASK("wrong mask of the ReLU", Says.REFERENCE, Says.KERNEL, Says.ACTIVATION) {
        @Override
        PassFactory pass() {
            return Planting.byHand(HandPass.Fault.MASK_AT_LEAST_ZERO_AFTER_ACTIVATION);
        }
    },

    MASK_OF_THE_SHIFTED_VALUE(
            "shifted ReLU with a mask of the shifted value", Says.REFERENCE, Says.KERNEL, Says.ACTIVATION) {
        @Override
        Architecture architecture() {
            return new Architecture(List.of(784, 20, 10), Activation.SHIFTED_RELU, Loss.CROSS_ENTROPY);
        }

        @Override
        PassFactory pass() {
            return Planting.byHand(HandPass.Fault.MASK_OF_THE_SHIFTED_VALUE);
        }
    },

    TRANSPOSED("transposed weight gradients", Says.REFERENCE, Says.KERNEL, "w2 is transposed") {
        @Override
        PassFactory pass() {
            return Planting.byHand(HandPass.Fault.WEIGHT_GRADIENTS_TRANSPOSED);
        }
    },

    UNDIVIDED(
            "missing 1/n",
            Says.REFERENCE,
            Says.KERNEL,
            "1,000 times too large: the division by the number of examples is missing") {
        @Override
        GradientSource cluster(ClusterBlocks blocks) {
            return new Planting.Undivided(super.cluster(blocks));
        }

        @Override
        SecondOpinion local() {
            return new Planting.Undivided(super.local()); // there is one division, for both
        }
    },

    LABELS_BROADCAST(
            "outputs (rows, 1) against labels (rows)",
            Says.REFERENCE,
            Says.KERNEL,
            "labels are paired with the outputs of other examples, for example (rows, 1) minus (rows) broadcast to (rows, rows)") {
        @Override
        Architecture architecture() {
            return new Architecture(List.of(784, 20, 1), Activation.RELU, Loss.MSE);
        }

        @Override
        PassFactory pass() {
            return Planting.byHand(HandPass.Fault.LABELS_BROADCAST);
        }
    },

    BIAS_AVERAGED_TWICE(
            "bias gradients averaged twice",
            Says.REFERENCE,
            Says.KERNEL,
            "w2 agrees, b2 does not: the sum over a block's rows is wrong, or was divided twice") {
        @Override
        PassFactory pass() {
            return Planting.byHand(HandPass.Fault.BIAS_GRADIENT_AVERAGED_TWICE);
        }
    },

    HELD_OUT_STATISTICS(
            "mean and standard deviation of the validation set",
            Says.BOTH,
            Says.EXECUTORS,
            "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors() {
            Examples heldOut = new DrawnDigits().split(SplitName.VALID);
            return Planting.counted(PASS.with(
                    DatasetCard.of(heldOut, "built in", heldOut.rows()).standardizer()));
        }
    },

    FLOAT_MOMENTS(
            "mean added up in float", Says.BOTH, Says.EXECUTORS, "the two used different examples or parameters") {
        @Override
        PassFactory passOnExecutors() {
            return Planting.counted(PASS.with(new Standardizer(Planting.floatMean(), STANDARDIZER.deviation())));
        }
    },

    FLIPPED_BIT(
            "one flipped bit of one block's result",
            Says.LOCAL,
            "agrees when computed again: the error was transient",
            "only b2[9] differs") {
        @Override
        PassFactory passOnExecutors() {
            return parameters -> new Planting.Flipping(PASS.open(parameters));
        }
    };

    /** 1,000 digits in blocks of 64, the last of 40. */
    static final BlockPlan PLAN = new BlockPlan(1_000, 64);

    static final Examples DIGITS = new DrawnDigits().split(SplitName.TRAIN);
    static final Standardizer STANDARDIZER =
            DatasetCard.of(DIGITS, "built in", PLAN.examples()).standardizer();
    private static final PassPlan PASS = new PassPlan(Kernel.FUSED, STANDARDIZER);
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
        static final String REFERENCE = "reference, autodiff";
        static final String BOTH = "local, reference, autodiff";
        static final String REDUCTION = "each block agrees: the error is in the reduction";
        static final String EXECUTORS =
                "every block has a different gradient of the same examples: the error is in the parameters, the"
                        + " standardizer or the kernel of the executors";
        static final String KERNEL = "the error is in the kernel";
        static final String ACTIVATION =
                "layer 1 differs and layer 2 agrees: the derivative of the activation between them is wrong";
    }

    /** What is asserted of it, for the table. */
    String said() {
        return diagnosis.isEmpty() ? blame : blame + "; " + diagnosis;
    }

    String blame() {
        return blame;
    }

    String catcher() {
        return catcher;
    }

    String diagnosis() {
        return diagnosis;
    }

    @Override
    public String toString() {
        return inWords;
    }

    Architecture architecture() {
        return new Architecture(List.of(784, 20, 10), Activation.RELU, Loss.CROSS_ENTROPY);
    }

    /** What the executors read. */
    Examples examples() {
        return DIGITS;
    }

    /** Which blocks each partition holds. */
    List<BlockRange> layout() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> PLAN.share(partition, PARTITIONS))
                .toList();
    }

    /** The pass, on executors and on the driver. */
    PassFactory pass() {
        return PASS;
    }

    /** What the executors make of it. */
    PassFactory passOnExecutors() {
        return pass();
    }

    GradientSource cluster(ClusterBlocks blocks) {
        return by(passOnExecutors(), blocks);
    }

    SecondOpinion local() {
        return new LocalGradients(blocks(), pass());
    }

    /** The right ones, on the driver. */
    static Iterable<Block> blocks() {
        return BlockReader.all(DIGITS, PLAN);
    }
}
