package io.lockstep.data.table;

import io.lockstep.data.DataCard;
import io.lockstep.data.Moments;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes the rows of a table, so that others can check whether they have the same.
 *
 * @param name of the table, with the split
 * @param location where it is
 * @param rows how many
 * @param inputs of the network
 * @param features {@code bytes}, {@code floats} or {@code sparse}: how they are stored
 * @param columns of the features, in the network's order
 * @param targets what is predicted: classes, or numbers
 * @param weights of the rows; null where there is no column of weights
 * @param contentHash of all rows, in any order and any file format: 32 hexadecimal digits
 * @param notices what deserves a look
 */
public record TableCard(
        String name,
        String location,
        long rows,
        int inputs,
        String features,
        List<Column> columns,
        List<Target> targets,
        @Nullable Column weights,
        String contentHash,
        List<String> notices)
        implements DataCard, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Map<String, String> hashes() {
        return Map.of("content", contentHash);
    }

    /**
     * A column of features or weights.
     *
     * @param name as in the table
     * @param kind {@code number}, {@code boolean}, {@code category} or {@code vector}
     * @param inputs of the network that it becomes
     * @param missing rows without a value
     * @param min least number; of a vector, of all its elements
     * @param max largest number
     * @param moments mean and standard deviation of the numbers that are there
     * @param categories with their counts; empty of numbers
     */
    public record Column(
            String name,
            String kind,
            int inputs,
            long missing,
            double min,
            double max,
            @Nullable Moments moments,
            List<Counted> categories)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A column that is predicted.
     *
     * @param name as in the table
     * @param classes with their counts; empty of numbers
     * @param min least number
     * @param max largest number
     * @param moments mean and standard deviation of numbers; null of classes
     * @param histogram of numbers; null of classes
     */
    public record Target(
            String name,
            List<Counted> classes,
            double min,
            double max,
            @Nullable Moments moments,
            @Nullable Histogram histogram)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        /** The same with other names of the classes. */
        Target named(UnaryOperator<String> names) {
            List<Counted> others = classes.stream()
                    .map(found -> new Counted(names.apply(found.name()), found.count()))
                    .toList();
            return new Target(name, others, min, max, moments, histogram);
        }
    }

    /**
     * Numbers counted in bins of equal width.
     *
     * @param from where the first bin begins
     * @param width of each bin
     * @param counts of the bins
     */
    public record Histogram(double from, double width, List<Long> counts) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
