package io.lockstep.check;

/** The numbers of one example at one place of the network, each with the variance of the error a float pass makes in it. */
final class Uncertain {
    final double[] value;
    final double[] variance;

    Uncertain(int size) {
        value = new double[size];
        variance = new double[size];
    }

    double squares() {
        double sum = 0;
        for (double v : value) {
            sum += v * v;
        }
        return sum;
    }

    double variances() {
        double sum = 0;
        for (double v : variance) {
            sum += v;
        }
        return sum;
    }
}
