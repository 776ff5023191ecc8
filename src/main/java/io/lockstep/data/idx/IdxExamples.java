package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.Location;
import java.nio.file.Path;

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
 * @param classes number of classes
 */
public record IdxExamples(
        String name, Location images, Location labels, int firstRow, int rows, int height, int width, int classes)
        implements Examples {
    private static final long serialVersionUID = 1L;

    /**
     * All rows of a pair; reads both headers.
     *
     * @throws DataException if a header is damaged or the two counts differ
     */
    public static IdxExamples of(String name, Path images, Path labels, int classes) {
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
                    classes);
        }
    }

    /** A run of these rows under another name. */
    public IdxExamples slice(String sliceName, int first, int sliceRows) {
        if (first < 0 || sliceRows < 0 || sliceRows > rows - first) {
            throw new IllegalArgumentException(
                    name + ": expected a run of its " + rows + " rows, found " + sliceRows + " from " + first);
        }
        return new IdxExamples(sliceName, images, labels, firstRow + first, sliceRows, height, width, classes);
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
        if (found.height() != height || found.width() != width || found.count() < firstRow + (long) rows) {
            throw new DataException(
                    images.toString(),
                    "at least " + (firstRow + (long) rows) + " examples of " + height + " x " + width + " bytes",
                    found.promise(),
                    "The file is not the one that the run started with: restore that file.");
        }
    }
}
