package io.lockstep.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;

/**
 * What each of some terms costs, so that their sum comes as near as can be to what was measured.
 *
 * @param terms what the coefficients are of
 * @param coefficients milliseconds for one of each
 */
record LeastSquares(List<String> terms, double[] coefficients) {

    /**
     * One thing that was measured.
     *
     * @param name what it was
     * @param amounts how much of each term was in it
     * @param milliseconds how long it took
     */
    record Observation(String name, double[] amounts, double milliseconds) {}

    /**
     * Makes the sum of the squares of the relative errors least: a step of seconds is not to count for more than one of
     * milliseconds. Nothing costs less than nothing: a term that would is left out, the worst first.
     */
    static LeastSquares fit(List<String> terms, List<Observation> observations) {
        List<Integer> used =
                new ArrayList<>(IntStream.range(0, terms.size()).boxed().toList());
        while (true) {
            double[] fitted = coefficients(observations, used);
            int worst = IntStream.range(0, fitted.length)
                    .reduce((a, b) -> fitted[a] <= fitted[b] ? a : b)
                    .orElseThrow();
            if (fitted[worst] >= 0) {
                double[] coefficients = new double[terms.size()];
                for (int i = 0; i < fitted.length; i++) {
                    coefficients[used.get(i)] = fitted[i];
                }
                return new LeastSquares(terms, coefficients);
            }
            used.remove(worst);
        }
    }

    /** Each observation is divided by its time: all are 1 then, and their errors relative. */
    private static double[] coefficients(List<Observation> observations, List<Integer> used) {
        double[] ones = new double[observations.size()];
        Arrays.fill(ones, 1);
        double[][] amounts = observations.stream()
                .map(one -> used.stream()
                        .mapToDouble(term -> one.amounts()[term] / one.milliseconds())
                        .toArray())
                .toArray(double[][]::new);
        OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
        regression.setNoIntercept(true);
        regression.newSampleData(ones, amounts);
        return regression.estimateRegressionParameters();
    }

    /** What so much of each term takes, milliseconds. */
    double predict(double[] amounts) {
        double milliseconds = 0;
        for (int i = 0; i < coefficients.length; i++) {
            milliseconds += coefficients[i] * amounts[i];
        }
        return milliseconds;
    }

    /** One of the coefficients. */
    double of(String term) {
        return coefficients[terms.indexOf(term)];
    }

    /** All of them, by their terms. */
    Map<String, Double> byTerm() {
        Map<String, Double> named = new LinkedHashMap<>();
        terms.forEach(term -> named.put(term, of(term)));
        return named;
    }
}
