package io.lockstep.data.idx;

import io.lockstep.data.ClassLabels;
import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.SplitName;
import io.lockstep.data.TrainingRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dataset in IDX files: MNIST's four, those of EMNIST or others with names alike, or a single pair.
 *
 * <p>Where no file has validation rows, they are the last of the training rows, see {@link TrainingRows}. The classes are the
 * labels of {@link SplitName#TRAIN}; only in a folder without training rows are they those of the split that is read.
 */
public final class IdxDataset implements Dataset {
    private final String name;
    private final Path location;
    /** Finds the images files, by split. */
    private final Supplier<Map<SplitName, IdxName>> finder;

    private @Nullable ClassLabels trainingLabels;

    private IdxDataset(String name, Path location, Supplier<Map<SplitName, IdxName>> finder) {
        this.name = name;
        this.location = location;
        this.finder = finder;
    }

    /** The files in a folder; none is opened yet. */
    public static IdxDataset inFolder(String name, Path folder) {
        return new IdxDataset(name, folder, () -> IdxFolder.onlyDataset(folder));
    }

    /**
     * One images file of training and validation rows, with its labels beside it. Of a file named as training rows, a test file beside
     * it is the test split.
     */
    public static IdxDataset ofImages(String name, Path images) {
        return new IdxDataset(name, images, () -> {
            IdxName given = IdxName.of(images).orElseThrow(() -> unnamed(images));
            return given.split() == SplitName.TRAIN ? IdxFolder.around(given) : Map.of(SplitName.TRAIN, given);
        });
    }

    private static DataException unnamed(Path images) {
        return new DataException(
                images.toString(),
                "images-idx3 or images.idx3 in the name, by which the labels beside it are found",
                String.valueOf(images.getFileName()),
                "Rename the two files as MNIST's are: train-images-idx3-ubyte and train-labels-idx1-ubyte.");
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
    public synchronized IdxExamples split(SplitName split) {
        String splitName = name + ", " + split;
        Map<SplitName, IdxName> files = finder.get();
        boolean fromTraining = split == SplitName.TRAIN || (split == SplitName.VALID && !files.containsKey(split));
        IdxExamples all = pair(splitName, files, fromTraining ? SplitName.TRAIN : split);
        IdxExamples wanted = all;
        if (fromTraining && !files.containsKey(SplitName.VALID)) {
            var rows = new TrainingRows(all.rows());
            wanted = split == SplitName.TRAIN
                    ? all.slice(splitName, 0, rows.train())
                    : all.slice(splitName, rows.train(), rows.valid(all.images().toString()));
        }
        return wanted.withLabels(files.containsKey(SplitName.TRAIN) ? trainingLabels(files) : wanted.ownLabels());
    }

    private ClassLabels trainingLabels(Map<SplitName, IdxName> files) {
        if (trainingLabels == null) {
            IdxExamples all = pair(name + ", " + SplitName.TRAIN, files, SplitName.TRAIN);
            long rows = files.containsKey(SplitName.VALID) ? all.rows() : new TrainingRows(all.rows()).train();
            trainingLabels = all.slice(all.name(), 0, rows).ownLabels();
        }
        return trainingLabels;
    }

    private IdxExamples pair(String splitName, Map<SplitName, IdxName> files, SplitName split) {
        IdxName images = files.get(split);
        if (images == null) {
            String dataset =
                    files.values().stream().map(IdxName::dataset).findFirst().orElse("");
            List<String> names = IdxName.images(dataset, split);
            throw new DataException(
                    location.toString(),
                    "a " + split + " split: one of the files " + String.join(", ", names),
                    "none of them",
                    "Put the images and their labels there, or check the path.");
        }
        return IdxExamples.of(splitName, images.path(), IdxFolder.labelsOf(images));
    }
}
