package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.Block;
import io.lockstep.block.DigitBlocks;
import io.lockstep.block.TableBlocks;
import io.lockstep.block.TableBlocks.Kind;
import io.lockstep.data.ClassTargets;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.Scaling;
import io.lockstep.data.Targets;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import io.lockstep.pass.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The outputs of a row are the same in every bit, whatever rows share its block. */
class RowBitsTest {
    private static final int ROWS = 530;
    private static final float LARGE = 3e38f;

    private static final Architecture CLASSES =
            new Architecture(List.of(41, 67, 9, 3), Activation.RELU, Loss.CROSS_ENTROPY);
    private static final Architecture NUMBER = new Architecture(List.of(300, 5, 1), Activation.SHIFTED_RELU, Loss.MSE);

    /** A table whose first rows are drawn, and whose last are extreme. */
    private record Rows(TableBlocks table, Scaling scaling, int drawn) {
        static Rows of(Architecture network, Kind kind, boolean whole) {
            TableBlocks table =
                    whole ? TableBlocks.of(network, kind, 5, ROWS) : TableBlocks.ofNumbers(network, kind, 5, ROWS);
            List<float[]> rows = new ArrayList<>(Arrays.asList(table.rows()));
            rows.add(filled(network, 0));
            rows.add(filled(network, whole ? 255 : LARGE));
            rows.add(filled(network, whole ? 1 : -LARGE));
            rows.add(filled(network, whole ? 128 : Float.MIN_VALUE));
            return new Rows(some(table, rows), table.scaling(), ROWS);
        }

        private static float[] filled(Architecture network, float value) {
            float[] row = new float[network.inputs()];
            Arrays.fill(row, value);
            return row;
        }

        private static TableBlocks some(TableBlocks of, List<float[]> rows) {
            Targets any = of.targets().slice(0, 1);
            return new TableBlocks(rows.toArray(float[][]::new), repeated(any, rows.size()), null, of.kind());
        }

        private static Targets repeated(Targets one, int count) {
            return one instanceof ClassTargets classes
                    ? new ClassTargets(filled(classes.label(0), count))
                    : new NumberTargets(one.columns(), new float[count * one.columns()]);
        }

        private static int[] filled(int label, int count) {
            int[] labels = new int[count];
            Arrays.fill(labels, label);
            return labels;
        }

        /** The outputs of these rows in blocks of so many, in the order of the rows' numbers. */
        float[][] outputs(VectorPass pass, List<Integer> order, int blockRows, boolean prepared) {
            float[][] outputs = new float[table.rows().length][];
            TableBlocks chosen =
                    some(table, order.stream().map(row -> table.rows()[row]).toList());
            int next = 0;
            for (Block block : chosen.of(blockRows)) {
                Outputs found = pass.outputs(prepared ? prepared(block) : block);
                for (int row = 0; row < found.rows(); row++) {
                    outputs[order.get(next++)] =
                            Arrays.copyOfRange(found.values(), row * found.columns(), (row + 1) * found.columns());
                }
            }
            return outputs;
        }

        private Block prepared(Block block) {
            return new Block(
                    block.index(),
                    block.firstExample(),
                    VectorPass.prepare(block.features(), scaling),
                    block.targets());
        }
    }

    static Stream<Arguments> rows() {
        return Stream.of(PlainLoops.INSTANCE, VectorLoops.PREFERRED)
                .flatMap(loops -> Stream.of(CLASSES, NUMBER)
                        .flatMap(network -> Stream.of(Kind.values())
                                .flatMap(kind -> Stream.of(true, false)
                                        .filter(whole -> whole || kind != Kind.BYTES)
                                        .map(whole -> Arguments.of(loops, network, kind, whole)))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}, whole numbers {3}")
    @MethodSource("rows")
    void aRowsOutputsDependOnNoOtherRow(Loops loops, Architecture network, Kind kind, boolean whole) {
        Rows rows = Rows.of(network, kind, whole);
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < rows.table.rows().length; row++) {
            order.add(row);
        }
        VectorPass pass = new VectorPass(Networks.drawn(network, 6), rows.scaling, loops);
        assertThat(pass.rowsAreIndependent()).isTrue();
        float[][] alone = rows.outputs(pass, order, 1, false);
        for (int blockRows : new int[] {2, 7, 512}) {
            assertThat(rows.outputs(pass, order, blockRows, false))
                    .as("blocks of %d rows", blockRows)
                    .isDeepEqualTo(alone);
        }
        assertThat(rows.outputs(pass, order, 512, true)).as("prepared").isDeepEqualTo(alone);
        Collections.reverse(order);
        assertThat(rows.outputs(pass, order, 7, false)).as("backwards").isDeepEqualTo(alone);
        List<Integer> apart = new ArrayList<>();
        for (int row = 0; row < rows.drawn; row++) {
            apart.add(rows.drawn + row % (order.size() - rows.drawn)); // an extreme one before each
            apart.add(row);
        }
        float[][] among = rows.outputs(pass, apart, 512, false);
        assertThat(among).as("next to extreme rows").isDeepEqualTo(alone);
    }

    @ParameterizedTest
    @MethodSource("io.lockstep.pass.Networks#all")
    void outputsAreThoseOfForward(Architecture network) {
        Parameters parameters = Networks.drawn(network, 7);
        Block block = DigitBlocks.one(8, 61);
        VectorPass pass = new VectorPass(parameters, DigitBlocks.STANDARDIZER);
        assertThat(pass.outputs(block).values())
                .containsExactly(pass.forward(block).outputs().values());
    }
}
