package io.lockstep.data.table;

import io.lockstep.data.ColumnScaling;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.Spelling;
import io.lockstep.data.TargetUnits;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a network needs to read any table as it read the one on which it was trained.
 *
 * @param inputs in the network's order
 * @param target what is predicted
 * @param missing what a missing number becomes
 */
public record TableSchema(List<Input> inputs, Target target, Missing missing) implements Serializable {
    private static final long serialVersionUID = 1L;

    public TableSchema {
        inputs = List.copyOf(inputs);
    }

    /** One input of the network. */
    public sealed interface Input extends Serializable permits NumberInput, CategoryInput {

        /** The column from which it comes. */
        String column();

        /** Its name: that of the column or of the element, {@code column[3]} or {@code column=word}. */
        String name();
    }

    /**
     * A number.
     *
     * @param column in which it stands
     * @param element its position in the column's arrays; -1 of a plain column
     * @param mean that is subtracted; 0 where it is not scaled
     * @param standardDeviation by which it is divided; 1 where it is not scaled
     * @param substitute what it is where it is missing: the mean of its column
     * @param attribute what the table calls the element; null where it has no name of its own
     */
    public record NumberInput(
            String column,
            int element,
            double mean,
            double standardDeviation,
            float substitute,
            @Nullable String attribute)
            implements Input {
        private static final long serialVersionUID = 1L;

        /** Of a column, or of an element without a name of its own. */
        public NumberInput(String column, int element, double mean, double standardDeviation, float substitute) {
            this(column, element, mean, standardDeviation, substitute, null);
        }

        @Override
        public String name() {
            if (attribute != null) {
                return attribute;
            }
            return element < 0 ? column : "%s[%d]".formatted(column, element);
        }
    }

    /**
     * 1 where the column has this word, else 0.
     *
     * @param column in which it stands
     * @param category the word
     */
    public record CategoryInput(String column, String category) implements Input {
        private static final long serialVersionUID = 1L;

        @Override
        public String name() {
            return column + "=" + category;
        }
    }

    /** What is predicted. */
    public sealed interface Target extends Serializable permits Classes, Numbers {

        /** The columns. */
        List<String> columns();

        /** Outputs of a network with the usual loss. */
        int outputs();
    }

    /** How the classes stand in the table. */
    public enum ClassKind {
        NUMBER,
        WORD,
        BOOLEAN;

        /** As in files: {@code number}, {@code word}, {@code boolean}. */
        @Override
        public String toString() {
            return Spelling.of(this);
        }
    }

    /**
     * Classes.
     *
     * @param column with the class of each row
     * @param kind what stands in the column
     * @param names what people see; where the column has the names itself, sorted: numbers as numbers, else by code points
     * @param values what stands in the column, in the order of the names; null where it has the names
     */
    public record Classes(
            String column,
            ClassKind kind,
            List<String> names,
            @Nullable List<String> values) implements Target {
        private static final long serialVersionUID = 1L;

        /** Of a column that has the names. */
        public Classes(String column, ClassKind kind, List<String> names) {
            this(column, kind, names, null);
        }

        /** Of a column that has the number of each name, from 0. */
        public static Classes indexed(String column, List<String> names) {
            return new Classes(
                    column,
                    ClassKind.NUMBER,
                    names,
                    IntStream.range(0, names.size()).mapToObj(Integer::toString).toList());
        }

        /** The classes of images; null where they are the numbers from 0. */
        public static @Nullable Classes ofImages(DatasetCard images) {
            List<String> names = images.classNames();
            return names == null ? null : new Classes("label", ClassKind.NUMBER, names);
        }

        public Classes {
            names = List.copyOf(names);
            values = values == null ? null : List.copyOf(values);
            if (values != null && values.size() != names.size()) {
                throw new IllegalArgumentException(
                        "expected a value for each of %,d classes, found %,d".formatted(names.size(), values.size()));
            }
        }

        /** What stands in the column, class by class. */
        public List<String> inTable() {
            return values == null ? names : values;
        }

        /** For messages: {@code 0 (setosa)} where the column does not have the names. */
        List<String> shown() {
            List<String> inTable = inTable();
            return values == null
                    ? names
                    : IntStream.range(0, names.size())
                            .mapToObj(k -> inTable.get(k) + " (" + names.get(k) + ")")
                            .toList();
        }

        /** The name of what stands in the column. */
        String name(String value) {
            int at = values == null ? -1 : values.indexOf(value);
            return at < 0 ? value : names.get(at);
        }

        @Override
        public List<String> columns() {
            return List.of(column);
        }

        @Override
        public int outputs() {
            return names.size();
        }
    }

    /**
     * Numbers. Those in blocks are {@code (number - mean) / standard deviation}.
     *
     * @param columns one for each output
     * @param means 0 where they are not scaled
     * @param standardDeviations 1 where they are not scaled
     */
    public record Numbers(List<String> columns, List<Double> means, List<Double> standardDeviations) implements Target {
        private static final long serialVersionUID = 1L;

        public Numbers {
            columns = List.copyOf(columns);
            means = List.copyOf(means);
            standardDeviations = List.copyOf(standardDeviations);
        }

        @Override
        public int outputs() {
            return columns.size();
        }

        /** A number of the table as a target of the network. */
        public float scaled(int output, double number) {
            return (float) ((number - means.get(output)) / standardDeviations.get(output));
        }

        /** An output of the network in the column's own unit. */
        public double unscaled(int output, double value) {
            return value * standardDeviations.get(output) + means.get(output);
        }
    }

    /** How features become inputs. */
    public ColumnScaling scaling() {
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (Input input : inputs) {
            means.add(input instanceof NumberInput number ? number.mean() : 0.0);
            deviations.add(input instanceof NumberInput number ? number.standardDeviation() : 1.0);
        }
        return new ColumnScaling(means, deviations);
    }

    /** Names of the inputs, in their order. */
    public List<String> inputNames() {
        return inputs.stream().map(Input::name).toList();
    }

    /** The columns of the features, in the network's order. */
    public List<String> featureColumns() {
        LinkedHashSet<String> columns = new LinkedHashSet<>();
        inputs.forEach(input -> columns.add(input.column()));
        return List.copyOf(columns);
    }

    /** The unit in which numbers stand in the table; classes have none. */
    public TargetUnits targetUnits() {
        return target instanceof Numbers numbers
                ? new TargetUnits(numbers.means(), numbers.standardDeviations())
                : TargetUnits.AS_THEY_ARE;
    }

    /** Whether numbers are predicted, and not classes. */
    public boolean isRegression() {
        return target instanceof Numbers;
    }
}
