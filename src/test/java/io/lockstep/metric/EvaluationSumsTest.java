package io.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ClassTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationSumsTest {
    private static final int CLASSES = 100;
    private static final int ROWS = 8;
    private static final Architecture NETWORK =
            new Architecture(List.of(4, 3, 5, CLASSES), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final int MODULES = 5;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyTasksThatEndInAnyOrderGiveTheBitsOfOne(long seed) {
        Random random = new Random(seed);
        List<Integer> blocks = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
        Evaluation alone = Evaluation.of(NETWORK, of(blocks));
        assertThat(alone.exampleCount()).isEqualTo(60 * ROWS);
        assertThat(alone.loss()).isEqualTo(lossSumInOrder(60) / (60 * ROWS));
        for (int tasks : List.of(1, 2, 7, 80)) { // some of 80 have no block
            Collections.shuffle(blocks, random);
            List<EvaluationSums> parts = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                parts.add(of(blocks.subList(60 * task / tasks, 60 * (task + 1) / tasks)));
            }
            Collections.shuffle(parts, random);
            assertThat(Evaluation.of(
                            NETWORK,
                            parts.stream().reduce(EvaluationSums::merge).orElseThrow()))
                    .as("%d tasks", tasks)
                    .isEqualTo(alone);
        }
    }

    /** Billions of rows are millions of blocks, and the driver holds what is sent for each: a few numbers, not a matrix. */
    @Test
    void aBlockTakesAFewNumbersOnTheWire() throws IOException {
        List<Integer> many = IntStream.range(0, 1_001).boxed().toList();
        int perBlock = (bytes(of(many)) - bytes(of(List.of(0)))) / 1_000;
        assertThat(perBlock).isLessThan(Double.BYTES * (1 + 2 * MODULES) + 64);
    }

    @Test
    void theMatrixGrowsToTheLargestClassOfEither() {
        EvaluationSums some = new EvaluationSums(new Architecture(List.of(4, 1), Activation.RELU, Loss.MSE));
        EvaluationSums others = new EvaluationSums(new Architecture(List.of(4, 1), Activation.RELU, Loss.MSE));
        float[] three = {3};
        some.add(
                0,
                1,
                new Outputs(Loss.MSE, 1, three),
                new ClassTargets(new int[] {2}),
                List.of(ActivationSums.of(three)));
        others.add(
                1,
                1,
                new Outputs(Loss.MSE, 1, three),
                new ClassTargets(new int[] {200}),
                List.of(ActivationSums.of(three)));
        Confusion confusion = ((Classification) some.merge(others).quality(TargetUnits.AS_THEY_ARE)).confusion();
        assertThat(confusion.classes()).isEqualTo(201);
        assertThat(confusion.count(2, 3)).isEqualTo(1);
        assertThat(confusion.count(200, 3)).isEqualTo(1);
        assertThat(confusion.total()).isEqualTo(2);
    }

    @Test
    void noBlockAtAllIsAnError() {
        assertThatThrownBy(() -> Evaluation.of(NETWORK, new EvaluationSums(NETWORK)))
                .hasMessageContaining("expected an evaluation of at least 1 example");
    }

    private static EvaluationSums of(List<Integer> blocks) {
        EvaluationSums sums = new EvaluationSums(NETWORK);
        for (int block : blocks) {
            Random random = new Random(block);
            List<ActivationSums> activations = new ArrayList<>();
            for (int module = 0; module < MODULES; module++) {
                activations.add(ActivationSums.of(floats(random, ROWS * 5)));
            }
            byte[] labels = new byte[ROWS];
            IntStream.range(0, ROWS).forEach(row -> labels[row] = (byte) random.nextInt(CLASSES));
            Outputs outputs = new Outputs(Loss.CROSS_ENTROPY, CLASSES, floats(random, ROWS * CLASSES));
            sums.add(block, lossSum(block), outputs, ClassTargets.of(labels), activations);
        }
        return sums;
    }

    private static double lossSum(int block) {
        return new Random(block).nextGaussian() * Math.pow(10, block % 7);
    }

    private static double lossSumInOrder(int blocks) {
        return IntStream.range(0, blocks).boxed().reduce(0.0, (sum, block) -> sum + lossSum(block), Double::sum);
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 3;
        }
        return values;
    }

    private static int bytes(EvaluationSums sums) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sums);
        }
        return bytes.size();
    }
}
