package io.lockstep.data.npz;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.TrainingRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keras's {@code mnist.npz}, and others like it: the arrays {@code x_train}, {@code y_train}, {@code x_test} and {@code y_test}.
 *
 * <p>Each x has the shape (rows, height, width) or (rows, side * side) and the type uint8, each y the shape (rows) and a type of
 * {@link io.lockstep.data.LabelType}. The validation rows are the last of the training rows, see {@link TrainingRows}.
 */
public final class NpzDataset implements Dataset {
    private static final byte[] START = {'P', 'K'};
    private static final int MAX_LISTED = 10;

    private final String name;
    private final Path path;
    private final Map<String, ZipMember> members;
    private final NpzExamples training;
    private final TrainingRows rows;
    private final ClassLabels labels;

    private NpzDataset(String name, Path path, Map<String, ZipMember> members) {
        this.name = name;
        this.path = path;
        this.members = members;
        training = pair(SplitName.TRAIN);
        rows = new TrainingRows(training.rows());
        labels = training.slice(training.name(), 0, rows.train()).ownLabels();
    }

    /**
     * Reads the zip's directory and the labels of the training rows.
     *
     * @throws DataException if it is missing, damaged, or has no training rows
     */
    public static NpzDataset open(String name, Path path) {
        Map<String, ZipMember> members = ZipDirectory.members(path).stream()
                .collect(Collectors.toMap(ZipMember::name, member -> member, (first, again) -> again));
        return new NpzDataset(name, path, members);
    }

    /** Whether a file that starts so may be a zip. */
    public static boolean begins(byte[] start) {
        return start[0] == START[0] && start[1] == START[1];
    }

    private NpzExamples pair(SplitName split) {
        return NpzExamples.of(name + ", " + split, array("x_" + split), array("y_" + split));
    }

    private NpzArray array(String array) {
        ZipMember member = members.get(array + ".npy");
        if (member == null) {
            List<String> found =
                    members.keySet().stream().sorted().limit(MAX_LISTED).toList();
            throw new DataException(
                    path.toString(),
                    "the array " + array + " (x_train, y_train, x_test and y_test are read)",
                    found.isEmpty()
                            ? "no arrays"
                            : String.join(", ", found) + (members.size() > MAX_LISTED ? ", ..." : ""),
                    "Write the file with numpy.savez(file, x_train=..., y_train=..., x_test=..., y_test=...).");
        }
        return NpzArray.of(member);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public Examples split(SplitName split) {
        NpzExamples examples = switch (split) {
            case TRAIN -> training.slice(training.name(), 0, rows.train());
            case VALID -> training.slice(name + ", " + split, rows.train(), rows.valid(path.toString()));
            case TEST -> pair(split);
        };
        return examples.withLabels(labels);
    }
}
