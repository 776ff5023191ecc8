package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.SplitName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A dataset in MNIST's four IDX files, or in one pair of them.
 *
 * <p>The lesson's splits: of N training rows the last N / 6 are {@link SplitName#VALID}, those before them
 * {@link SplitName#TRAIN} (of 60,000: 10,000 and 50,000); the t10k pair is {@link SplitName#TEST}.
 */
public final class IdxDataset implements Dataset {
    /** MNIST's number of classes, and that of its replacements (Fashion-MNIST, KMNIST). */
    static final int CLASSES = 10;

    private static final int VALID_SHARE = 6;

    private final String name;
    private final Path location;
    /** The one pair's images, or null: the location is a folder with four files. */
    private final @Nullable Path pairImages;

    private IdxDataset(String name, Path location, @Nullable Path pairImages) {
        this.name = name;
        this.location = location;
        this.pairImages = pairImages;
    }

    /** The four files in a folder; none is opened yet. */
    public static IdxDataset inFolder(String name, Path folder) {
        return new IdxDataset(name, folder, null);
    }

    /** One images file, with its labels beside it: training and validation rows only. */
    public static IdxDataset ofImages(String name, Path images) {
        return new IdxDataset(name, images, images);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public IdxExamples split(SplitName split) {
        var splitName = name + ", " + split;
        var all = split == SplitName.TEST ? testPair(splitName) : trainPair(splitName);
        if (split == SplitName.TEST) {
            return all;
        }
        int valid = all.rows() / VALID_SHARE;
        if (split == SplitName.TRAIN) {
            return all.slice(splitName, 0, all.rows() - valid);
        }
        if (valid == 0) {
            throw new DataException(
                    all.images().toString(),
                    "at least " + VALID_SHARE + " rows, of which the last sixth is the validation set",
                    Integer.toString(all.rows()),
                    "Use a larger file.");
        }
        return all.slice(splitName, all.rows() - valid, valid);
    }

    private IdxExamples trainPair(String splitName) {
        if (pairImages == null) {
            return pair(splitName, IdxNames.TRAIN);
        }
        var labels = IdxNames.require(folderOf(pairImages), IdxNames.labelsBeside(pairImages));
        return IdxExamples.of(splitName, pairImages, labels, CLASSES);
    }

    private IdxExamples testPair(String splitName) {
        if (pairImages != null) {
            throw new DataException(
                    pairImages.toString(),
                    "a test split",
                    "a single images file, which has only train and valid",
                    "Give a folder that also holds t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte.");
        }
        return pair(splitName, IdxNames.TEST);
    }

    private IdxExamples pair(String splitName, String stem) {
        var images = IdxNames.require(location, IdxNames.images(stem));
        var labels = IdxNames.require(location, IdxNames.labels(stem));
        return IdxExamples.of(splitName, images, labels, CLASSES);
    }

    private static Path folderOf(Path file) {
        var parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
