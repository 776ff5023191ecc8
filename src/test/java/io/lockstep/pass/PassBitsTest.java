package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.metric.ActivationSums;
import io.lockstep.network.Architecture;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same parameters and block give the same bits, whatever ran before and wherever. */
class PassBitsTest {
    private static final Block LARGE = DigitBlocks.one(1, 512);
    private static final Block SMALL = DigitBlocks.one(2, 7);
    private static final Block ONE_ROW = DigitBlocks.one(3, 1);

    static Stream<Arguments> passes() {
        return Networks.all()
                .flatMap(architecture -> Passes.kernels().map(kernel -> Arguments.of(architecture, kernel)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void whatRanBeforeDoesNotMatter(Architecture architecture, Kernel kernel) {
        Parameters parameters = Networks.drawn(architecture, 4);
        Bits large = Bits.fresh(kernel, parameters, LARGE);
        Bits small = Bits.fresh(kernel, parameters, SMALL);
        Bits oneRow = Bits.fresh(kernel, parameters, ONE_ROW);
        try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
            assertThat(Bits.of(pass, SMALL)).as("the first").isEqualTo(small);
            assertThat(Bits.of(pass, LARGE)).as("after a smaller one").isEqualTo(large);
            assertThat(Bits.of(pass, SMALL)).as("after a larger one").isEqualTo(small);
            assertThat(Bits.of(pass, ONE_ROW)).as("one row").isEqualTo(oneRow);
            assertThat(Bits.of(pass, ONE_ROW)).as("again").isEqualTo(oneRow);
            assertThat(Bits.of(pass, LARGE)).as("after one row").isEqualTo(large);
            for (int again = 2; again <= 5; again++) {
                assertThat(Bits.of(pass, LARGE)).as("pass %d", again).isEqualTo(large);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void twoOpenPassesDoNotDisturbEachOther(Kernel kernel) {
        Parameters one = Networks.drawn(Networks.CLASSIFIER, 5);
        Parameters two = Networks.drawn(Networks.CLASSIFIER, 6);
        PassPlan plan = Passes.plan(kernel, DigitBlocks.STANDARDIZER);
        try (BlockPass first = plan.open(one);
                BlockPass second = plan.open(two)) {
            for (int time = 0; time < 3; time++) {
                assertThat(Bits.of(first, LARGE)).isEqualTo(Bits.fresh(kernel, one, LARGE));
                assertThat(Bits.of(second, SMALL)).isEqualTo(Bits.fresh(kernel, two, SMALL));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Passes#kernels")
    void everyThreadGetsTheSameBits(Kernel kernel) throws Exception {
        Parameters parameters = Networks.drawn(Networks.LESSON, 7);
        Bits here = Bits.fresh(kernel, parameters, LARGE);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Bits> there = () -> Bits.fresh(kernel, parameters, LARGE);
            for (var bits : threads.invokeAll(java.util.Collections.nCopies(16, there))) {
                assertThat(bits.get()).isEqualTo(here);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The form in which a block is cached, for passes that have one of their own. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("passes")
    void aPreparedBlockGivesTheSameBits(Architecture architecture, Kernel kernel) {
        Parameters parameters = Networks.drawn(architecture, 9);
        PassPlan plan = Passes.plan(kernel, DigitBlocks.STANDARDIZER);
        for (Block block : List.of(LARGE, SMALL, ONE_ROW)) {
            assertThat(Bits.fresh(kernel, parameters, plan.prepare(block)))
                    .as("%d rows", block.rows())
                    .isEqualTo(Bits.fresh(kernel, parameters, block));
        }
        try (BlockPass pass = plan.open(parameters)) {
            Bits expected = Bits.of(pass, LARGE);
            assertThat(Bits.of(pass, plan.prepare(LARGE))).as("after a raw one").isEqualTo(expected);
            assertThat(Bits.of(pass, LARGE)).as("after a prepared one").isEqualTo(expected);
        }
    }

    @Test
    void theResultsOfAPassOutliveIt() {
        Parameters parameters = Networks.drawn(Networks.CLASSIFIER, 8);
        for (Kernel kernel : Passes.KERNELS) {
            BlockGradient gradient;
            float[] input;
            try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
                gradient = pass.gradient(SMALL);
                input = pass.inputGradient(SMALL);
                pass.gradient(LARGE); // would write over arrays that are not copies
            }
            Bits fresh = Bits.fresh(kernel, parameters, SMALL);
            assertThat(gradient.gradientSum()).isEqualTo(fresh.gradient.array);
            assertThat(input).isEqualTo(fresh.input.array);
        }
    }

    /** Everything that a pass says of a block, equal where all bits are. */
    private record Bits(
            Floats gradient,
            double lossSum,
            double forwardLossSum,
            Floats outputs,
            List<ActivationSums> activations,
            Floats input) {
        static Bits of(BlockPass pass, Block block) {
            BlockGradient gradient = pass.gradient(block);
            BlockForward forward = pass.forward(block);
            return new Bits(
                    new Floats(gradient.gradientSum()),
                    gradient.lossSum(),
                    forward.lossSum(),
                    new Floats(forward.outputs().values()),
                    forward.activations(),
                    new Floats(pass.inputGradient(block)));
        }

        static Bits fresh(Kernel kernel, Parameters parameters, Block block) {
            try (BlockPass pass = Passes.plan(kernel, DigitBlocks.STANDARDIZER).open(parameters)) {
                return of(pass, block);
            }
        }
    }

    private static final class Floats {
        private final float[] array;

        Floats(float[] array) {
            this.array = array;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Floats floats && java.util.Arrays.equals(array, floats.array);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(array);
        }
    }
}
