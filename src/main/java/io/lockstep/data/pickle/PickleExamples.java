package io.lockstep.data.pickle;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.LabelType;
import io.lockstep.data.Location;
import io.lockstep.data.pickle.PickleValue.Chars;
import java.nio.file.Path;
import java.util.List;

/**
 * One pair of arrays in a pickle.
 *
 * @param name display name
 * @param path of the pickle
 * @param rows number of examples
 * @param side pixel rows of one image, and pixels in a row
 * @param pixelType numpy's name for the type of a pixel
 * @param pixels where the pixels are
 * @param labelType numpy's name for the type of a label
 * @param labels where the labels are
 * @param classLabels the labels that occur in train, sorted: the classes
 */
record PickleExamples(
        String name,
        Location path,
        long rows,
        int side,
        String pixelType,
        Chars pixels,
        LabelType labelType,
        Chars labels,
        ClassLabels classLabels)
        implements Examples {
    private static final long serialVersionUID = 1L;

    private static final int LABELS_AT_ONCE = 1 << 13;
    private static final int MAX_SIDE = 4096;
    private static final String REMEDY = "Use the original mnist.pkl.gz, or save the arrays as it does.";

    /**
     * Checks that two values of a pickle are the images and the labels of one split; its classes are still to be found.
     *
     * @throws DataException if they are no arrays, or of the wrong type, order or shape
     */
    static PickleExamples of(String name, Path path, PickleValue x, PickleValue y) {
        var pixelsAt = path + ", x of " + name;
        var labelsAt = path + ", y of " + name;
        var pixels = checked(NumpyArray.of(x, pixelsAt), pixelsAt, List.of("<f4", "<f8"), 2);
        var labels = checked(NumpyArray.of(y, labelsAt), labelsAt, List.of("<i8", "<i4"), 1);

        long rows = pixels.shape().get(0);
        long columns = pixels.shape().get(1);
        int side = (int) Math.round(Math.sqrt((double) columns));
        check(rows >= 1 && rows <= Integer.MAX_VALUE, pixelsAt, "at least 1 row", rows + " rows");
        check(
                side >= 1 && side <= MAX_SIDE && (long) side * side == columns,
                pixelsAt,
                "rows that are square images of at most " + MAX_SIDE + " x " + MAX_SIDE,
                columns + " columns");
        check(
                labels.shape().get(0) == rows,
                labelsAt,
                rows + " labels, one an image",
                Long.toString(labels.shape().get(0)));
        checkBytes(pixels, rows * columns, pixelsAt);
        checkBytes(labels, rows, labelsAt);
        return new PickleExamples(
                name,
                Location.of(path),
                rows,
                side,
                pixels.type(),
                pixels.bytes(),
                LabelType.of(labels.type()).orElseThrow(),
                labels.bytes(),
                ClassLabels.upTo(0));
    }

    private static NumpyArray checked(NumpyArray array, String where, List<String> types, int dimensions) {
        check(types.contains(array.type()), where, "dtype " + String.join(" or ", types), "dtype " + array.type());
        check(
                array.shape().size() == dimensions,
                where,
                dimensions + " dimension" + (dimensions == 1 ? "" : "s"),
                "shape " + array.shape());
        check(!array.isFortran(), where, "rows one after the other (C order)", "columns (Fortran order)");
        return array;
    }

    private static void checkBytes(NumpyArray array, long items, String where) {
        // at most 2^31 rows of 2^24 columns of 8 bytes: no overflow
        long expected = items * itemBytes(array.type());
        check(
                array.bytes().size() == expected,
                where,
                expected + " bytes",
                Long.toString(array.bytes().size()));
    }

    private static void check(boolean holds, String where, String expected, String found) {
        if (!holds) {
            throw new DataException(where, expected, found, REMEDY);
        }
    }

    /** {@code "<f4"} has 4 bytes an item. */
    static int itemBytes(String type) {
        return type.charAt(2) - '0';
    }

    @Override
    public int height() {
        return side;
    }

    @Override
    public int width() {
        return side;
    }

    @Override
    public List<String> classNames() {
        return classLabels.names();
    }

    /** The labels of these rows; reads them all. */
    ClassLabels ownLabels() {
        var own = new ClassLabels.Collector(path + ", y of " + name);
        try (var stream = PickleStream.open(path.path(), labels)) {
            for (long row = 0; row < rows; row += LABELS_AT_ONCE) {
                var bytes = new byte[(int) Math.min(LABELS_AT_ONCE, rows - row) * labelType.bytes()];
                stream.read(bytes);
                for (long label : labelType.values(bytes)) {
                    own.add(label);
                }
            }
        }
        return own.labels();
    }

    /** These rows with other classes. */
    PickleExamples withLabels(ClassLabels others) {
        return new PickleExamples(name, path, rows, side, pixelType, pixels, labelType, labels, others);
    }

    @Override
    public ExampleReader open() {
        var pixelStream = PickleStream.open(path.path(), pixels);
        try {
            return new PickleExampleReader(this, pixelStream, PickleStream.open(path.path(), labels));
        } catch (DataException e) {
            pixelStream.close();
            throw e;
        }
    }
}
