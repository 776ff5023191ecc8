package io.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each opinion is a number; two agree where their numbers are equal, so that every pattern of agreement can be tried. */
class BlameTest {
    private static final Architecture TINY = new Architecture(List.of(1, 1), Activation.RELU, Loss.MSE);
    private static final RoundingBound NO_ROUNDING = new RoundingBound(List.of(0.0, 0.0), 0, 0);

    private static Gradient gradient(double number) {
        return new Gradient(TINY, new double[] {number, number}, number, 1);
    }

    private static Answer answer(double number) {
        Answer answer = Answer.of(gradient(Math.abs(number)));
        boolean binding = number > 0;
        return new Answer(answer.gradient(), answer.sampled(), answer.errors(), "", binding);
    }

    /** The cluster says 1; 0 is an opinion that was not asked, and a number below 0 is of one that is known to be wrong. */
    private static String verdict(double local, double reference, double nd4j, double autodiff, double dl4j) {
        List<Agreement> agreements = new ArrayList<>();
        List<Agreement> among = new ArrayList<>();
        if (local != 0) {
            agreements.add(Agreement.exact("cluster", gradient(1), "local", gradient(local)));
        }
        if (reference != 0) {
            agreements.add(Agreement.with(NO_ROUNDING, "cluster", gradient(1), "reference", answer(reference)));
        }
        String[] names = {"nd4j", "autodiff", "dl4j"};
        double[] numbers = {nd4j, autodiff, dl4j};
        for (int i = 0; i < names.length; i++) {
            if (numbers[i] != 0) {
                agreements.add(Agreement.with(NO_ROUNDING, "cluster", gradient(1), names[i], answer(numbers[i])));
                among.add(Agreement.with(NO_ROUNDING, "reference", gradient(reference), names[i], answer(numbers[i])));
            }
        }
        return new Verification(1, agreements, among, 0).verdict();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1|0|1| 1| all agree",
                "1|1|0|1|-2| all agree",
                "0|0|0|0| 0| all agree",
                "2|2|0|2| 2| the cluster differs from the same pass on one thread: the error is in the reduction",
                "2|1|0|1| 1| the cluster differs from the same pass on one thread: the error is in the reduction",
                "1|2|0|0| 0| the cluster equals the same pass on one thread but not the reference: the error is in the kernel or the gradient formulas",
                "0|2|0|0| 0| the cluster differs from the reference; add the check local to tell the reduction from the kernel",
                "1|2|0|2| 2| the reference and autodiff and dl4j agree with each other and not with the cluster: the error is in the kernel",
                "1|2|0|2|-2| the reference and autodiff agree with each other and not with the cluster: the error is in the kernel",
                "0|2|0|2| 0| the reference and autodiff agree with each other and not with the cluster: the error is in the kernel or the reduction",
                "1|2|0|1| 1| the cluster agrees with autodiff and dl4j, the reference with none: the error is in the reference",
                "1|1|0|2| 2| the cluster agrees with the reference, whose formulas are the same, and not with autodiff and dl4j: the error is in the gradient formulas",
                "1|1|0|2| 0| the cluster agrees with the reference, whose formulas are the same, and not with autodiff: the error is in the gradient formulas",
                "1|1|0|2| 1| the cluster agrees with all but autodiff: the error is in autodiff",
                "1|2|0|1| 2| the checks disagree: local and autodiff agree with the cluster, reference and dl4j do not",
                "1|2|0|3| 4| the checks disagree: local agree with the cluster, reference, autodiff and dl4j do not",
                "1|1|1|0| 0| all agree",
                "2|1|1|0| 0| the cluster differs from the same pass on one thread: the error is in the reduction",
                "1|2|2|0| 0| the reference and nd4j agree with each other and not with the cluster: the error is in the kernel",
                "0|2|2|0| 0| the reference and nd4j agree with each other and not with the cluster: the error is in the kernel or the reduction",
                "1|2|1|0| 0| the cluster agrees with nd4j, the reference with none: the error is in the reference",
                "1|2|3|0| 0| the checks disagree: local agree with the cluster, reference and nd4j do not",
                "1|2|2|2| 0| the reference and nd4j and autodiff agree with each other and not with the cluster: the error is in the kernel",
                "1|1|2|0| 0| the cluster agrees with all but nd4j: the error is in nd4j",
                "1|1|2|1| 1| the cluster agrees with all but nd4j: the error is in nd4j",
                "1|1|1|2| 2| the cluster agrees with the reference, whose formulas are the same, and not with autodiff and dl4j: the error is in the gradient formulas",
                "1|1|1|2| 1| the cluster agrees with all but autodiff: the error is in autodiff",
                "1|1|2|2| 0| the checks disagree: local and reference agree with the cluster, nd4j and autodiff do not",
            })
    void whoAgreesWithWhomSaysWhoIsToBlame(
            double local, double reference, double nd4j, double autodiff, double dl4j, String verdict) {
        assertThat(verdict(local, reference, nd4j, autodiff, dl4j)).isEqualTo(verdict);
    }

    /** It is between the two, and its own error is larger than their difference. */
    @Test
    void oneThatAgreesWithBothDecidesNothing() {
        RoundingBound wide = new RoundingBound(List.of(0.5, 0.5), 0.5, 0);
        Agreement local = Agreement.exact("cluster", gradient(1), "local", gradient(1));
        Agreement reference = Agreement.with(NO_ROUNDING, "cluster", gradient(1), "reference", answer(1.4));
        Agreement between = Agreement.with(wide, "cluster", gradient(1), "nd4j", answer(1.2));
        Agreement betweenToo = Agreement.with(wide, "reference", gradient(1.4), "nd4j", answer(1.2));
        assertThat(new Verification(1, List.of(local, reference, between), List.of(betweenToo), 0).verdict())
                .isEqualTo(
                        "the cluster equals the same pass on one thread but not the reference: the error is in the kernel or"
                                + " the gradient formulas");
        Agreement autodiff = Agreement.with(NO_ROUNDING, "cluster", gradient(1), "autodiff", answer(1.4));
        Agreement confirms = Agreement.with(NO_ROUNDING, "reference", gradient(1.4), "autodiff", answer(1.4));
        assertThat(new Verification(1, List.of(local, reference, between, autodiff), List.of(betweenToo, confirms), 0)
                        .verdict())
                .isEqualTo(
                        "the reference and autodiff agree with each other and not with the cluster: the error is in the kernel");
    }
}
