package io.lockstep.pass.cuda;

import io.lockstep.block.Block;
import io.lockstep.data.ByteFeatures;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.pass.device.BackendException;

/**
 * What the pass for GPUs can compute on: images, that is bytes which are all standardised alike, each with a class that is a byte, and none
 * counting more than another. Anything else is refused by name, for on the device it would be taken for something that it is not.
 */
public final class ImagesOnly {
    private static final int CLASSES = 256;

    private ImagesOnly() {}

    /** Why it cannot compute on features with this scaling; empty if it can. */
    public static String reasonAgainst(Scaling scaling) {
        return scaling instanceof Standardizer
                ? ""
                : refusal(
                        "the columns of a table", "Set compute.kernel = nd4j or auto, which chooses nd4j for a table.");
    }

    static void require(Architecture architecture, Scaling scaling) {
        String reason = reasonAgainst(scaling);
        if (!reason.isEmpty()) {
            throw new BackendException(reason);
        }
        if (architecture.loss() == Loss.MSE && architecture.outputs() > 1) {
            throw refused("a regression with %,d outputs".formatted(architecture.outputs()));
        }
    }

    static void require(Block block) {
        if (!(block.features() instanceof ByteFeatures)) {
            throw refused("features that are " + block.features().kind() + " in block " + block.index());
        }
        if (block.weights() != null) {
            throw refused("weights of the examples in block " + block.index());
        }
        for (int row = 0; row < block.rows(); row++) {
            double target = block.targets().value(row, 0);
            if (target != (int) target || target < 0 || target >= CLASSES) {
                throw refused("the target %s of example %d".formatted(target, block.firstExample() + row));
            }
        }
    }

    private static BackendException refused(String found) {
        return new BackendException(refusal(found, "Set compute.kernel = nd4j."));
    }

    private static String refusal(String found, String remedy) {
        return "compute.kernel: expected images, with a class below %d each, for cuda and cuda-tf32, found %s. %s"
                .formatted(CLASSES, found, remedy);
    }
}
