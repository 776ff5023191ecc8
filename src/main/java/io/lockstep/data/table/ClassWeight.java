package io.lockstep.data.table;

import io.lockstep.data.DataException;
import io.lockstep.data.Nearest;
import io.lockstep.data.Spelling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What each class counts in training.
 *
 * @param mode the rule
 * @param given weights by class, for {@link Mode#GIVEN}; other classes count 1
 */
public record ClassWeight(Mode mode, Map<String, Double> given) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String HOW =
            "Give none, balanced, or weights of at least 0 as class:weight, with commas: yes:5,no:1.";

    /** The rule. */
    public enum Mode {
        /** Every class counts 1. */
        NONE,
        /** {@code n / (k n_class)}: together, each of the k classes with examples counts alike. */
        BALANCED,
        /** As given. */
        GIVEN
    }

    public static final ClassWeight NONE = new ClassWeight(Mode.NONE, Map.of());
    public static final ClassWeight BALANCED = new ClassWeight(Mode.BALANCED, Map.of());

    /**
     * Reads {@code none}, {@code balanced} or {@code yes:5,no:1}.
     *
     * @throws DataException if it is none of them
     */
    public static ClassWeight parse(String text) {
        if (Spelling.areAlike(text, "none") || text.isBlank()) {
            return NONE;
        }
        if (Spelling.areAlike(text, "balanced")) {
            return BALANCED;
        }
        Map<String, Double> given = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int colon = part.lastIndexOf(':');
            double weight = colon < 1 ? Double.NaN : NumberText.parse(part.substring(colon + 1));
            if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
                throw new DataException("data.class-weight", "the weights of classes", "'" + part.strip() + "'", HOW);
            }
            given.put(part.substring(0, colon).strip(), weight);
        }
        return new ClassWeight(Mode.GIVEN, given);
    }

    /**
     * The weights of some classes.
     *
     * @param names of the classes
     * @param counts training examples of each
     * @throws DataException if a weight is given for a class that does not exist, or all are 0
     */
    double[] weights(List<String> names, long[] counts) {
        double[] weights = new double[names.size()];
        switch (mode) {
            case NONE -> Arrays.fill(weights, 1);
            case BALANCED -> {
                double rows = Arrays.stream(counts).sum();
                double classes =
                        Arrays.stream(counts).filter(count -> count > 0).count();
                for (int k = 0; k < weights.length; k++) {
                    weights[k] = counts[k] == 0 ? 0 : rows / (classes * counts[k]);
                }
            }
            case GIVEN -> {
                for (String name : given.keySet()) {
                    if (!names.contains(name)) {
                        throw new DataException(
                                "data.class-weight",
                                "classes of the table",
                                "'" + name + "'",
                                "Did you mean '" + Nearest.to(name, names) + "'?");
                    }
                }
                for (int k = 0; k < weights.length; k++) {
                    weights[k] = given.getOrDefault(names.get(k), 1.0);
                }
            }
        }
        if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
            throw new DataException("data.class-weight", "a weight above 0", "only 0", HOW);
        }
        return weights;
    }

    /** As in configuration. */
    @Override
    public String toString() {
        return mode == Mode.GIVEN
                ? given.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(","))
                : Spelling.of(mode);
    }
}
