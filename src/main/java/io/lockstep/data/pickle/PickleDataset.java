package io.lockstep.data.pickle;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import io.lockstep.data.UnpackedInput;
import io.lockstep.data.pickle.PickleValue.Items;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The lesson's {@code mnist.pkl.gz}: a pickle of {@code ((x_train, y_train), (x_valid, y_valid), (x_test, y_test))}, gzip
 * or plain.
 *
 * <p>Each x is a numpy array (n, side * side) of float32 or float64 pixels k / 256, each y one (n) of int64 or int32
 * labels, all little-endian, row by row. What Python 2 and 3 write is read, protocols 1 to 5; nothing in it is executed.
 */
public final class PickleDataset implements Dataset {
    private static final List<SplitName> ORDER = List.of(SplitName.TRAIN, SplitName.VALID, SplitName.TEST);

    private final String name;
    private final Path path;
    private final Map<SplitName, PickleExamples> splits;

    private PickleDataset(String name, Path path, Map<SplitName, PickleExamples> splits) {
        this.name = name;
        this.path = path;
        this.splits = splits;
    }

    /**
     * Reads a pickle through, keeping where its arrays are, and then the labels of its training rows.
     *
     * @throws DataException if it is missing, damaged, not such a tuple of arrays, or contains other opcodes or calls
     */
    public static PickleDataset open(String name, Path path) {
        PickleValue root;
        try (var in = UnpackedInput.open(path, "a pickle of MNIST")) {
            root = PickleReader.read(in);
        }
        var pairs = items(root, ORDER.size(), path + ", the whole");
        var splits = new EnumMap<SplitName, PickleExamples>(SplitName.class);
        for (int i = 0; i < ORDER.size(); i++) {
            var split = ORDER.get(i);
            var pair = items(pairs.get(i), 2, path + ", " + split);
            splits.put(split, PickleExamples.of(name + ", " + split, path, pair.get(0), pair.get(1)));
        }
        ClassLabels labels = Objects.requireNonNull(splits.get(SplitName.TRAIN)).ownLabels();
        splits.replaceAll((split, examples) -> examples.withLabels(labels));
        return new PickleDataset(name, path, splits);
    }

    /** Whether a file that starts so may be a pickle: with a protocol, or, in protocol 1, with a tuple or list. */
    public static boolean begins(byte[] start) {
        var opcode = PickleOpcode.of(Byte.toUnsignedInt(start[0]));
        return opcode == PickleOpcode.PROTO || opcode == PickleOpcode.MARK || opcode == PickleOpcode.EMPTY_LIST;
    }

    private static List<PickleValue> items(PickleValue value, int count, String where) {
        if (value instanceof Items items && items.values().size() == count) {
            return items.values();
        }
        throw new DataException(
                where,
                "a tuple of " + count,
                value instanceof Items items ? "one of " + items.values().size() : "no tuple",
                "Make the pickle of ((x_train, y_train), (x_valid, y_valid), (x_test, y_test)).");
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
        var examples = splits.get(split);
        if (examples == null) {
            throw new IllegalArgumentException("no split " + split);
        }
        return examples;
    }
}
