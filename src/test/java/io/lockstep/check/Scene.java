package io.lockstep.check;

import io.lockstep.block.Batch;
import io.lockstep.block.Block;
import io.lockstep.block.BlockPlan;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.TableBlocks;
import io.lockstep.data.Scaling;
import io.lockstep.data.Standardizer;
import io.lockstep.gradient.Gradient;
import io.lockstep.gradient.GradientSum;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.BlockGradient;
import io.lockstep.pass.BlockPass;
import io.lockstep.pass.Networks;
import io.lockstep.pass.Passes;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.ArrayList;
import java.util.List;

/** A small data set with what is right on it, for tests that put something wrong beside it. */
record Scene(Parameters parameters, List<Block> blocks, Batch batch, Scaling scaling) {
    static final Standardizer STANDARDIZER = DigitBlocks.STANDARDIZER;

    /** Of digits. */
    Scene(Parameters parameters, List<Block> blocks, Batch batch) {
        this(parameters, blocks, batch, STANDARDIZER);
    }

    /** Of the rows of a table. */
    static Scene of(Architecture architecture, TableBlocks table, int blockRows) {
        return new Scene(
                Networks.drawn(architecture, 82),
                table.of(blockRows),
                new BlockPlan(table.rows().length, blockRows)
                        .with(table.magnitude(architecture))
                        .fullBatch(1),
                table.scaling());
    }

    /** Tables of each kind that differs in what is computed: 300 rows in blocks of 64, the last of 44. */
    static List<Scene> tables() {
        return TableScene.all().stream().map(table -> table.scene(300, 64)).toList();
    }

    /** Every kind of network on digits, and the tables. */
    static List<Scene> ofEveryKind(Architecture... networks) {
        List<Scene> scenes = new ArrayList<>();
        for (Architecture network : networks) {
            scenes.add(of(network));
        }
        scenes.addAll(tables());
        return scenes;
    }

    Architecture architecture() {
        return parameters.architecture();
    }

    boolean isWeighted() {
        return blocks.get(0).weights() != null;
    }

    double weightSum() {
        return blocks.stream().mapToDouble(Block::weightSum).sum();
    }

    @Override
    public String toString() {
        return "%s, %s%s".formatted(architecture(), blocks.get(0).features().kind(), isWeighted() ? ", weights" : "");
    }

    static Scene of(Architecture architecture, long seed, int rows, int blockRows) {
        return new Scene(
                Networks.drawn(architecture, seed),
                DigitBlocks.of(seed, rows, blockRows),
                new BlockPlan(rows, blockRows).fullBatch(1));
    }

    /** 300 digits in blocks of 64, the last of 44. */
    static Scene of(Architecture architecture) {
        return of(architecture, 81, 300, 64);
    }

    ReferenceGradients.Measured reference() {
        return new ReferenceGradients(blocks, scaling).measure(parameters, batch);
    }

    ReferenceGradients.Measured reference(double roundoffOfFactors) {
        return new ReferenceGradients(blocks, scaling, roundoffOfFactors).measure(parameters, batch);
    }

    Gradient local(Kernel kernel) {
        return new LocalGradients(blocks, Passes.plan(kernel, scaling))
                .gradientSum(parameters, batch)
                .mean();
    }

    /** Each block's gradient at the parameters, by the vector pass. */
    List<BlockGradient> blockGradients(Parameters at, Scaling with) {
        List<BlockGradient> gradients = new ArrayList<>();
        try (BlockPass pass = new PassPlan(Kernel.VECTOR, with).open(at)) {
            blocks.forEach(block -> gradients.add(pass.gradient(block)));
        }
        return gradients;
    }

    List<BlockGradient> blockGradients() {
        return blockGradients(parameters, scaling);
    }

    Gradient mean(List<BlockGradient> gradients) {
        GradientSum sum = GradientSum.zero(parameters.architecture(), batch);
        gradients.forEach(sum::add);
        return sum.mean();
    }

    Agreement againstReference(Gradient gradient) {
        return againstReference(gradient, reference());
    }

    Agreement againstReference(Gradient gradient, ReferenceGradients.Measured reference) {
        return Agreement.within(reference.bound(), "cluster", gradient, "reference", reference.gradient());
    }

    Agreement againstLocal(Gradient gradient) {
        return Agreement.exact("cluster", gradient, "local", local(Kernel.VECTOR));
    }

    /** The largest part of its tolerance that any tensor, or the loss, takes up. */
    static double largestShare(Agreement agreement) {
        return agreement.tensors().stream()
                .mapToDouble(tensor -> tensor.normwise() / tensor.tolerance())
                .max()
                .orElseThrow();
    }
}
