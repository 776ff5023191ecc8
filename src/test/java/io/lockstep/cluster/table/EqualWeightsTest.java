package io.lockstep.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.block.BlockPlan;
import io.lockstep.cluster.ClusterBlocks;
import io.lockstep.cluster.ClusterGradients;
import io.lockstep.cluster.LocalSpark;
import io.lockstep.data.table.TableChoice;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import io.lockstep.pass.plan.Kernel;
import io.lockstep.pass.plan.PassPlan;
import io.lockstep.train.GradientDescent;
import io.lockstep.train.Schedule;
import io.lockstep.train.Trainer;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are all the same number are none; weights times a power of two train alike. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class EqualWeightsTest {
    private static final TableChoice CHOICE = TableChoice.of("label").withFeatures("x", "z");
    private static final TableChoice WEIGHTED = CHOICE.withWeight("weight");

    private static JavaSparkContext spark;
    private static Dataset<Row> table;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start();
        table = SparkSession.builder()
                .getOrCreate()
                .range(0, 200, 1, 3)
                .selectExpr(
                        "id", "id * 37 % 101 / 7 as x", "id % 13 as z", "id * 7 % 3 as label", "id % 4 = 1 as held");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static Dataset<Row> weighted(String expression) {
        return table.withColumn("weight", functions.expr(expression));
    }

    private static TableData load(Dataset<Row> rows, TableChoice choice, HeldOut heldOut) {
        return TableData.load(spark, "t", rows, choice, false, heldOut, 1, notice -> {});
    }

    private static String valid(TableData data) {
        try (ClusterBlocks blocks = data.validBlocks(new BlockPlan(data.validRows(), 16), 2)) {
            return TableBits.digest(TableBits.all(blocks));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.001D", "1", "1000", "float(0.1)"})
    void theSameWeightInAllRowsIsNone(String weight) {
        List<HeldOut> heldOut = List.of(
                new HeldOut.Fraction(0.3),
                new HeldOut.Marked("held"),
                new HeldOut.Other("others", weighted("id").where("id < 50")));
        for (HeldOut some : heldOut) {
            TableData without = load(weighted(weight), CHOICE, some);
            TableData with = load(weighted(weight), WEIGHTED, some);
            assertThat(with.isWeighted()).isFalse();
            assertThat(with.card()).isEqualTo(without.card());
            assertThat(TableBits.digest(with, 16, 3)).isEqualTo(TableBits.digest(without, 16, 2));
            assertThat(valid(with)).isEqualTo(valid(without));
            assertThat(with.magnitude(Loss.CROSS_ENTROPY)).isEqualTo(without.magnitude(Loss.CROSS_ENTROPY));
            TableData again = TableData.load(
                    spark, SourceTable.of("t", weighted(weight)), with.schema(), WEIGHTED, some, 1, notice -> {});
            assertThat(TableBits.digest(again, 16, 1)).isEqualTo(TableBits.digest(without, 16, 2));
        }
    }

    @Test
    void oneOtherWeightIsEnoughToWeigh() {
        Dataset<Row> rows = weighted("if(id = 77, 2, 1)"); // 77 is held
        assertThat(load(rows, WEIGHTED, HeldOut.NOTHING).isWeighted()).isTrue();
        assertThat(load(rows, WEIGHTED, new HeldOut.Fraction(0.3)).isWeighted()).isTrue();
        assertThat(load(rows, WEIGHTED, new HeldOut.Marked("held")).isWeighted())
                .as("the weights of validation rows do not count")
                .isFalse();
        assertThat(load(weighted("if(id = 78, 0, 1)"), WEIGHTED, new HeldOut.Marked("held"))
                        .isWeighted())
                .isTrue();
    }

    /** Parameters after some steps. */
    private static Parameters trained(Dataset<Row> rows) {
        TableData data = load(rows, WEIGHTED.withId("id"), HeldOut.NOTHING); // else the weights order the rows, too
        assertThat(data.isWeighted()).isTrue();
        Architecture network = new Architecture(List.of(2, 5, 3), Activation.RELU, Loss.CROSS_ENTROPY);
        BlockPlan plan = new BlockPlan(data.rows(), 16, 4, 1).with(data.magnitude(Loss.CROSS_ENTROPY));
        try (ClusterBlocks blocks = data.blocks(plan, 2)) {
            GradientDescent optimizer = new GradientDescent();
            PassPlan pass = new PassPlan(Kernel.VECTOR, data.schema().scaling());
            return new Trainer(
                            plan,
                            new ClusterGradients(blocks, pass),
                            optimizer,
                            new Schedule.Constant(0.1),
                            step -> true)
                    .run(optimizer.initial(Parameters.initial(network, Initializer.KAIMING_FAN_IN, 1)), 6)
                    .parameters();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0.25D", "1024", "16777216", "pow(2, -20)"})
    void weightsTimesAPowerOfTwoTrainAlike(String factor) {
        Parameters parameters = trained(weighted("id % 5 + 0.25D"));

        assertThat(trained(weighted("(id % 5 + 0.25D) * " + factor)).sha256()).isEqualTo(parameters.sha256());
    }
}
