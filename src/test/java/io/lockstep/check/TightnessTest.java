package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.gradient.Gradient;
import io.lockstep.pass.plan.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rounding bound on drawn scenes of every kind: a correct pass keeps within it, and it is not so wide that it would let errors through.
 * A network of one hidden unit in 600 examples at the kink may use nearly all of it: that whole value is what the bound allows.
 */
class TightnessTest {
    private static final int SOME = 200;
    private static final int MANY = 3_000;

    /** The largest share of its tolerance that a tensor or the loss of each scene used. */
    private static List<Double> shares(Kernel kernel, int first, int count) {
        List<Double> shares = new ArrayList<>();
        LongStream.range(first, first + count).forEach(seed -> {
            Scene scene = DrawnScene.of(seed);
            Gradient gradient = scene.local(kernel);
            Agreement agreement = scene.againstReference(gradient);
            assertThat(agreement.agrees())
                    .as("seed %d, %s, %s: %s", seed, kernel, scene, agreement)
                    .isTrue();
            shares.add(agreement.tensors().stream()
                    .mapToDouble(tensor -> tensor.normwise() == 0 ? 0 : tensor.normwise() / tensor.tolerance())
                    .max()
                    .orElseThrow());
        });
        Collections.sort(shares);
        return shares;
    }

    private static double quantile(List<Double> sorted, double share) {
        return sorted.get((int) (share * (sorted.size() - 1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "ND4J"})
    void aCorrectPassUsesAModerateShareOfTheTolerance(Kernel kernel) {
        List<Double> shares = shares(kernel, 1, SOME);
        assertThat(quantile(shares, 0.5)).isBetween(0.01, 0.2);
    }

    /** What is printed stands in numerics.md. */
    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "ND4J"})
    @Tag("drill")
    void theSharesOfThreeThousand(Kernel kernel) {
        List<Double> shares = shares(kernel, 1, MANY);
        System.out.println(String.format(
                Locale.ROOT,
                "share of the tolerance, %s, %d scenes: median %.3f, 99 %% %.3f, largest %.3f",
                kernel,
                shares.size(),
                quantile(shares, 0.5),
                quantile(shares, 0.99),
                quantile(shares, 1)));
    }
}
