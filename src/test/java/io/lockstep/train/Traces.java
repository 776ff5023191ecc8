package io.lockstep.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.gradient.Gradient;
import io.lockstep.network.Activation;
import io.lockstep.network.Architecture;
import io.lockstep.network.Loss;
import io.lockstep.network.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What PyTorch did in float64, as {@code optimizers/make_traces.py} wrote it down. All traces of optimizers begin at the same
 * parameters and see the same gradients.
 *
 * @param start floats
 * @param gradients one a step
 */
record Traces(
        String pytorch,
        double[] start,
        List<double[]> gradients,
        List<OptimizerTrace> optimizers,
        List<ScheduleTrace> schedules,
        List<ClippingTrace> clippings) {

    /** Seven parameters in two tensors. */
    static final Architecture NETWORK = new Architecture(List.of(6, 1), Activation.RELU, Loss.MSE);

    static final Traces ALL = read();

    /** The settings that PyTorch was given; those of its defaults that are not 0 are filled in. */
    record Settings(
            double momentum,
            boolean nesterov,
            @JsonProperty("weight_decay") double weightDecay,
            double @Nullable [] betas,
            @Nullable Double eps) {
        double beta1() {
            return betas == null ? 0.9 : betas[0];
        }

        double beta2() {
            return betas == null ? 0.999 : betas[1];
        }

        double epsilon() {
            return eps == null ? 1e-8 : eps;
        }
    }

    record StepTrace(double learningRate, double[] parameters, Map<String, double[]> slots) {}

    record OptimizerTrace(String optimizer, Settings settings, List<StepTrace> steps) {
        Optimizer ours() {
            double decay = settings.weightDecay();
            return switch (optimizer) {
                case "Adam" -> new Adam(settings.beta1(), settings.beta2(), settings.epsilon(), decay);
                case "AdamW" -> new AdamW(settings.beta1(), settings.beta2(), settings.epsilon(), decay);
                case "SGD" -> {
                    if (settings.nesterov()) {
                        yield new Nesterov(settings.momentum(), decay);
                    }
                    yield settings.momentum() == 0
                            ? new GradientDescent(decay)
                            : new Momentum(settings.momentum(), decay);
                }
                default -> throw new AssertionError(optimizer);
            };
        }

        @Override
        public String toString() {
            return ours().toString();
        }
    }

    record ScheduleTrace(String schedule, double rate, Map<String, Double> settings, double[] rates) {
        Schedule ours() {
            return switch (schedule) {
                case "StepLR" ->
                    new Schedule.StepDecay(rate, (int) setting("step_size", Double.NaN), setting("gamma", Double.NaN));
                case "CosineAnnealingLR" -> new Schedule.Cosine(rate, setting("eta_min", 0));
                case "OneCycleLR" ->
                    new Schedule.OneCycle(
                            setting("max_lr", Double.NaN),
                            setting("pct_start", 0.3),
                            setting("div_factor", 25),
                            setting("final_div_factor", 1e4));
                default -> throw new AssertionError(schedule);
            };
        }

        @Override
        public String toString() {
            return ours() + ", " + rates.length + " steps";
        }

        private double setting(String name, double unlessGiven) {
            return settings.getOrDefault(name, unlessGiven);
        }
    }

    record ClippingTrace(double maxNorm, double[] gradient, double norm, double[] clipped) {}

    Parameters startParameters() {
        float[] values = new float[start.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) start[i]; // exact
        }
        return new Parameters(NETWORK, values);
    }

    static Gradient gradient(double... values) {
        return new Gradient(NETWORK, values, 0, 1);
    }

    private static Traces read() {
        try (InputStream in = Traces.class.getResourceAsStream("/optimizers/traces.json")) {
            return JsonMapper.builder().build().readValue(in, Traces.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
