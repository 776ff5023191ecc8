package io.lockstep.data.npz;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.LabelType;
import java.util.List;

/**
 * A run of rows of two arrays in an npz: images and their labels.
 *
 * @param name display name
 * @param images the array of images
 * @param labels the array of labels
 * @param labelType the type of a label
 * @param firstRow the row of the arrays that is the first here
 * @param rows number of rows
 * @param height pixel rows of one image
 * @param width pixels in one row of an image
 * @param classLabels the labels that occur in train, sorted: the classes
 */
record NpzExamples(
        String name,
        NpzArray images,
        NpzArray labels,
        LabelType labelType,
        long firstRow,
        long rows,
        int height,
        int width,
        ClassLabels classLabels)
        implements Examples {
    private static final long serialVersionUID = 1L;

    private static final int MAX_SIDE = 4096;
    private static final int LABELS_AT_ONCE = 1 << 13;

    /**
     * Checks that two arrays are the images and the labels of the same rows; the classes are still to be found.
     *
     * @throws DataException if they are of another type, order or shape
     */
    static NpzExamples of(String name, NpzArray images, NpzArray labels) {
        List<Long> shape = images.header().shape();
        images.check(
                images.header().type().equals("|u1"),
                "dtype |u1 (uint8)",
                "dtype " + images.header().type());
        images.check(
                shape.size() == 3 || shape.size() == 2,
                "shape (rows, height, width) or (rows, pixels)",
                images.header().shapeText());
        images.check(!images.header().isFortran(), "rows one after the other (C order)", "fortran_order True");
        long rows = shape.get(0);
        images.check(
                rows >= 1 && rows <= Integer.MAX_VALUE, "from 1 to " + Integer.MAX_VALUE + " rows", rows + " rows");
        long height = shape.size() == 3 ? shape.get(1) : Math.round(Math.sqrt((double) shape.get(1)));
        long width = shape.size() == 3 ? shape.get(2) : height;
        images.check(
                height >= 1 && height <= MAX_SIDE && width >= 1 && width <= MAX_SIDE,
                "images of at most " + MAX_SIDE + " x " + MAX_SIDE,
                "shape " + images.header().shapeText());
        images.check(
                shape.size() == 3 || height * width == shape.get(1),
                "square images, or shape (rows, height, width)",
                shape.get(1) + " pixels an image");
        images.checkBytes(rows * height * width, Byte.BYTES);
        LabelType type = checked(labels, rows);
        return new NpzExamples(name, images, labels, type, 0, rows, (int) height, (int) width, ClassLabels.upTo(0));
    }

    private static LabelType checked(NpzArray labels, long rows) {
        var type = LabelType.of(labels.header().type());
        labels.check(
                type.isPresent(),
                "dtype " + LabelType.all(),
                "dtype " + labels.header().type());
        labels.check(
                labels.header().shape().equals(List.of(rows)),
                "shape (" + rows + ",), one label an image",
                labels.header().shapeText());
        labels.checkBytes(rows, type.orElseThrow().bytes());
        return type.orElseThrow();
    }

    /** A run of these rows under another name. */
    NpzExamples slice(String sliceName, long first, long sliceRows) {
        return new NpzExamples(
                sliceName, images, labels, labelType, firstRow + first, sliceRows, height, width, classLabels);
    }

    /** These rows with other classes. */
    NpzExamples withLabels(ClassLabels others) {
        return new NpzExamples(name, images, labels, labelType, firstRow, rows, height, width, others);
    }

    /** The labels of these rows; reads them all. */
    ClassLabels ownLabels() {
        var own = new ClassLabels.Collector(labels.member().toString());
        try (var stream = labels.open()) {
            stream.skip(firstRow * labelType.bytes());
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

    @Override
    public List<String> classNames() {
        return classLabels.names();
    }

    @Override
    public ExampleReader open() {
        MemberStream imageStream = images.open();
        try {
            return new NpzReader(this, imageStream, labels.open());
        } catch (DataException e) {
            imageStream.close();
            throw e;
        }
    }
}
