package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.SplitName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The IDX files in a folder, found by their names. */
public final class IdxFolder {
    /** Datasets that an error lists. */
    private static final int MAX_LISTED = 6;

    private IdxFolder() {}

    /** Whether a folder has an images file. */
    public static boolean hasImages(Path folder) {
        return !images(folder).isEmpty();
    }

    /**
     * The images files of the only dataset in a folder; none if it has no images files.
     *
     * @throws DataException if it has several datasets
     */
    static Map<SplitName, IdxName> onlyDataset(Path folder) {
        var datasets = new TreeMap<String, List<IdxName>>();
        images(folder)
                .forEach(name -> datasets.computeIfAbsent(name.dataset(), dataset -> new ArrayList<>())
                        .add(name));
        if (datasets.size() > 1) {
            throw new DataException(
                    folder.toString(),
                    "the IDX files of one dataset",
                    datasets.size() + ": " + listed(datasets.values()),
                    "Name the images file to train on instead of the folder; its labels and its test file are found beside it.");
        }
        return datasets.isEmpty() ? Map.of() : bySplit(datasets.firstEntry().getValue());
    }

    private static String listed(Collection<List<IdxName>> datasets) {
        String first = datasets.stream()
                .limit(MAX_LISTED)
                .map(names -> String.valueOf(
                        bySplit(names).values().iterator().next().path().getFileName()))
                .collect(Collectors.joining(", "));
        return datasets.size() > MAX_LISTED ? first + ", ..." : first;
    }

    /** The images files of the dataset to which a file of training rows belongs: the file itself, and those beside it for other splits. */
    static Map<SplitName, IdxName> around(IdxName training) {
        var dataset = bySplit(images(folderOf(training.path())).stream()
                .filter(name -> name.dataset().equals(training.dataset()))
                .toList());
        dataset.put(SplitName.TRAIN, training);
        return dataset;
    }

    private static Map<SplitName, IdxName> bySplit(List<IdxName> names) {
        var bySplit = new EnumMap<SplitName, IdxName>(SplitName.class);
        names.stream().sorted(IdxName.BY_PREFERENCE).forEach(name -> bySplit.putIfAbsent(name.split(), name));
        return bySplit;
    }

    private static List<IdxName> images(Path folder) {
        var names = new ArrayList<IdxName>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                IdxName.of(file).filter(name -> Files.isRegularFile(file)).ifPresent(names::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new DataException(
                    folder.toString(), "a folder that can be listed", e.toString(), "Check its permissions.", e);
        }
        return names;
    }

    /** The labels of an images file, which lie beside it. */
    static Path labelsOf(IdxName images) {
        Path folder = folderOf(images.path());
        return images.labels().stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new DataException(
                        folder.toString(),
                        "one of the files " + String.join(", ", images.labels()),
                        "none of them",
                        "Put the labels of " + images.path().getFileName() + " there, or check the path."));
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.getFileSystem().getPath("") : parent;
    }
}
