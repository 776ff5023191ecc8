package io.lockstep.data.idx;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.Location;
import java.nio.file.Path;
import java.util.List;

/**
 * A run of rows of an IDX pair: an images file and the labels file that goes with it.
 *
 * <p>Examples in errors are counted from 0, from the start of the files.
 *
 * @param name display name
 * @param images path of the images, plain or gzip
 * @param labels path of the labels
 * @param firstRow the row of the files that is the first here
 * @param rows number of rows
 * @param height pixel rows of one image
 * @param width pixels in one row of an image
 * @param classLabels the labels that occur, sorted: the classes
 */
public record IdxExamples(
        String name,
        Location images,
        Location labels,
        long firstRow,
        long rows,
        int height,
        int width,
        ClassLabels classLabels)
        implements Examples {
    private static final long serialVersionUID = 1L;

    private static final int LABELS_AT_ONCE = 1 << 16;

    /**
     * All rows of a pair, with bytes as classes; reads both headers.
     *
     * @throws DataException if a header is damaged or the two counts differ
     */
    public static IdxExamples of(String name, Path images, Path labels) {
        try (var imageFile = IdxFile.open(images, IdxKind.IMAGES);
                var labelFile = IdxFile.open(labels, IdxKind.LABELS)) {
            var header = imageFile.header();
            checkCounts(header, labelFile.header(), images.toString(), labels.toString());
            return new IdxExamples(
                    name,
                    Location.of(images),
                    Location.of(labels),
                    0,
                    header.count(),
                    header.height(),
                    header.width(),
                    ClassLabels.upTo(ClassLabels.MAX_CLASSES));
        }
    }

    /** A run of these rows under another name. */
    public IdxExamples slice(String sliceName, long first, long sliceRows) {
        if (first < 0 || sliceRows < 0 || sliceRows > rows - first) {
            throw new IllegalArgumentException(
                    name + ": expected a run of its " + rows + " rows, found " + sliceRows + " from " + first);
        }
        return new IdxExamples(sliceName, images, labels, firstRow + first, sliceRows, height, width, classLabels);
    }

    /** The labels of these rows; reads that part of the labels file. */
    ClassLabels ownLabels() {
        var own = new ClassLabels.Collector(labels.toString());
        var run = new byte[LABELS_AT_ONCE];
        try (var file = IdxFile.open(labels.path(), IdxKind.LABELS)) {
            file.skip(firstRow);
            for (long row = 0; row < rows; row += run.length) {
                run = rows - row < run.length ? new byte[(int) (rows - row)] : run;
                file.read(run);
                for (byte label : run) {
                    own.add(Byte.toUnsignedLong(label));
                }
            }
        }
        return own.labels();
    }

    /** These rows with other classes. */
    IdxExamples withLabels(ClassLabels others) {
        return new IdxExamples(name, images, labels, firstRow, rows, height, width, others);
    }

    @Override
    public List<String> classNames() {
        return classLabels.names();
    }

    @Override
    public ExampleReader open() {
        var imageFile = IdxFile.open(images.path(), IdxKind.IMAGES);
        try {
            var labelFile = IdxFile.open(labels.path(), IdxKind.LABELS);
            try {
                checkCounts(imageFile.header(), labelFile.header(), images.toString(), labels.toString());
                checkUnchanged(imageFile.header());
                return new IdxReader(this, imageFile, labelFile);
            } catch (DataException e) {
                labelFile.close();
                throw e;
            }
        } catch (DataException e) {
            imageFile.close();
            throw e;
        }
    }

    private static void checkCounts(IdxHeader imageHeader, IdxHeader labelHeader, String images, String labels) {
        if (imageHeader.count() != labelHeader.count()) {
            throw new DataException(
                    labels + ", byte 4",
                    imageHeader.count() + " labels, as many as images in " + images,
                    Integer.toString(labelHeader.count()),
                    "The two files do not belong together: take both from the same place.");
        }
    }

    /** An executor may open the files long after the driver did, or another copy of them. */
    private void checkUnchanged(IdxHeader found) {
        if (found.height() != height || found.width() != width || found.count() < firstRow + rows) {
            throw new DataException(
                    images.toString(),
                    "at least " + (firstRow + rows) + " examples of " + height + " x " + width + " bytes",
                    found.promise(),
                    "The file is not the one that the run started with: restore that file.");
        }
    }
}
