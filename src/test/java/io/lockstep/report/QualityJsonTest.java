package io.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.data.ByteFeatures;
import io.lockstep.data.FloatFeatures;
import io.lockstep.data.NumberTargets;
import io.lockstep.data.TargetUnits;
import io.lockstep.metric.ActivationSums;
import io.lockstep.metric.Classification;
import io.lockstep.metric.Evaluation;
import io.lockstep.metric.EvaluationSums;
import io.lockstep.metric.LargeError;
import io.lockstep.metric.WrongClass;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Initializer;
import io.lockstep.network.Loss;
import io.lockstep.network.Outputs;
import io.lockstep.network.Parameters;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What JSON says of classes and of numbers, and that what earlier builds wrote is still read. */
class QualityJsonTest {
    private static final Architecture NETWORK = new Architecture(List.of(2, 1), Activation.RELU, Loss.MSE);

    private static Evaluation regression() {
        EvaluationSums sums = new EvaluationSums(NETWORK);
        float[] out = {1, 2, 4};
        sums.add(
                0,
                1,
                new Outputs(Loss.MSE, 1, out),
                new NumberTargets(1, new float[] {1, 2, 3}),
                List.of(ActivationSums.of(out)));
        return Evaluation.of(NETWORK, sums, new TargetUnits(List.of(100.0), List.of(10.0)));
    }

    @Test
    void aRegressionIsReadAsItWasWrittenAndHasNoAccuracy() throws Exception {
        String json = Json.line(regression());
        assertThat(json).doesNotContain("accuracy", "confusion", "NaN", "null");
        assertThat(Json.parse(json, Evaluation.class)).isEqualTo(regression());
        String metrics = Json.line(Metrics.of(regression(), new TargetNames(List.of("price"))));
        assertThat(metrics)
                .isEqualTo("{\"loss\":0.3333333333333333,\"exampleCount\":3,\"regression\":{\"rmse\":5.773502691896257,"
                        + "\"mae\":3.333333333333333,\"rSquared\":0.5,\"outputs\":[{\"name\":\"price\","
                        + "\"rmse\":5.773502691896257,\"mae\":3.333333333333333,\"rSquared\":0.5}]}}\n");
        assertThat(Json.parse(metrics, Metrics.class))
                .isEqualTo(Metrics.of(regression(), new TargetNames(List.of("price"))));
    }

    private static <T> T read(String json, Class<T> type) throws Exception {
        return Objects.requireNonNull(Json.parse(json, type));
    }

    @Test
    void anEpochKeepsNoPlots() {
        String epoch =
                Json.line(EpochRecord.of(1, 1, Parameters.initial(NETWORK, Initializer.XAVIER, 1), regression(), 1));
        assertThat(epoch).contains("\"rmse\":5.77").doesNotContain("scatter", "errors");
    }

    @Test
    void whatEarlierBuildsWroteIsRead() throws Exception {
        Evaluation evaluation = read(
                "{\"loss\":0.5,\"accuracy\":0.75,\"exampleCount\":4,\"confusion\":{\"counts\":[[2,0],[1,1]]},\"activations\":[]}",
                Evaluation.class);
        assertThat(evaluation.quality()).isInstanceOf(Classification.class);
        assertThat(evaluation.accuracy()).isEqualTo(0.75);
        Metrics metrics = read(
                "{\"loss\":0.5,\"accuracy\":0.75,\"exampleCount\":4,\"classes\":[{\"label\":0,\"exampleCount\":2,"
                        + "\"precision\":0.6,\"recall\":1.0},{\"label\":1,\"exampleCount\":2}],\"confusion\":[[2,0],[1,1]]}",
                Metrics.class);
        assertThat(Objects.requireNonNull(metrics.classes()).get(1).called()).isEqualTo("1");
        assertThat(metrics.accuracy()).isEqualTo(0.75);
        assertThat(metrics.regression()).isNull();
    }

    @Test
    void aMistakeIsAnImageOrARow() {
        assertThat(Json.line(MistakeRecord.of(
                        new WrongClass(7, 1, 0, 0.25, 1.5, new ByteFeatures(2, new byte[] {0, 1})), null)))
                .isEqualTo(
                        "{\"example\":7,\"label\":1,\"predicted\":0,\"probability\":0.25,\"loss\":1.5,\"pixels\":\"AAE=\"}\n");
        LargeError error = LargeError.of(
                        7,
                        0,
                        new Outputs(Loss.MSE, 1, new float[] {2}),
                        new NumberTargets(1, new float[] {-1}),
                        new FloatFeatures(1, new float[] {0.5f}))
                .in(new TargetUnits(List.of(100.0), List.of(10.0)));
        assertThat(error.size()).isEqualTo(3);
        assertThat(error.targets()).containsExactly(90.0);
        assertThat(error.outputs()).containsExactly(120.0);
    }
}
