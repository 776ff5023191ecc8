package io.lockstep.data;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Describes images, so that others can check whether they have the same.
 *
 * <p>Everything is computed from the pixels and labels, not from the file: the same examples as IDX, as gzip or as
 * pickle have the same hashes.
 *
 * @param name of the split: {@code "MNIST, train"}
 * @param location where the dataset is
 * @param splitRows examples of the split
 * @param rows examples in use, the first of the split; everything below is about them
 * @param height pixel rows of one image
 * @param width pixels in one row of an image
 * @param classes number of classes
 * @param classNames of the classes, in their order; absent where they are the numbers from 0
 * @param classCounts examples of each class
 * @param moments mean and standard deviation of {@code byte / 256}
 * @param standardized the same after standardisation with these moments
 * @param pixelsSha256 hash of the pixels in their order
 * @param labelsSha256 hash of the classes, a byte each
 */
public record DatasetCard(
        String name,
        String location,
        long splitRows,
        long rows,
        int height,
        int width,
        int classes,
        @Nullable List<String> classNames,
        List<Integer> classCounts,
        Moments moments,
        Moments standardized,
        String pixelsSha256,
        String labelsSha256)
        implements DataCard {

    /** The card of a whole split. */
    public static DatasetCard of(Dataset dataset, SplitName split) {
        var examples = dataset.split(split);
        return of(examples, dataset.location(), examples.rows());
    }

    /** The card of the first rows of a split. */
    public static DatasetCard of(Dataset dataset, SplitName split, long rows) {
        return of(dataset.split(split), dataset.location(), rows);
    }

    /**
     * Reads the rows in use once, and no further rows.
     *
     * @param rows number of first examples that the run uses
     * @throws DataException if there are fewer, or the data is damaged, or its pixels are all equal
     */
    public static DatasetCard of(Examples examples, String location, long rows) {
        if (rows < 1 || rows > examples.rows()) {
            throw new DataException(
                    location + ", " + examples.name(),
                    "1 to " + examples.rows() + " rows",
                    Long.toString(rows),
                    "Request at most as many rows as the split has.");
        }
        var pixelsHash = new Sha256();
        var labelsHash = new Sha256();
        var pixelMoments = new PixelMoments();
        var classCounts = new int[examples.classes()];
        ExampleRuns.forEach(examples, rows, (pixels, labels) -> {
            pixelsHash.add(pixels);
            labelsHash.add(labels);
            pixelMoments.add(pixels);
            for (byte label : labels) {
                classCounts[Byte.toUnsignedInt(label)]++;
            }
        });
        var standardizer = pixelMoments.standardizer();
        return new DatasetCard(
                examples.name(),
                location,
                examples.rows(),
                rows,
                examples.height(),
                examples.width(),
                examples.classes(),
                names(examples.classNames()),
                IntStream.of(classCounts).boxed().toList(),
                new Moments(standardizer.mean(), standardizer.deviation()),
                pixelMoments.standardized(standardizer),
                pixelsHash.hex(),
                labelsHash.hex());
    }

    private static @Nullable List<String> names(List<String> names) {
        List<String> numbers =
                IntStream.range(0, names.size()).mapToObj(Integer::toString).toList();
        return names.equals(numbers) ? null : names;
    }

    /** Scales the pixels in use to mean 0 and standard deviation 1. */
    public Standardizer standardizer() {
        return new Standardizer(moments.mean(), moments.deviation());
    }

    @Override
    public Map<String, String> hashes() {
        return Map.of("pixels", pixelsSha256, "labels", labelsSha256);
    }
}
