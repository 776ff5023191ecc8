package io.lockstep.data.idx;

import io.lockstep.data.SplitName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an IDX images file says: {@code emnist-letters-train-images-idx3-ubyte.gz} has the training rows of
 * {@code emnist-letters-}. The type may follow a dot, too; a name without the word for a split has training rows.
 *
 * @param path the file
 * @param stem what stands before {@code images}: {@code "emnist-letters-train-"}
 * @param dataset the stem without the split: {@code "emnist-letters-"}; empty for MNIST's own files
 * @param split what the rows are for
 * @param ending what follows the type: {@code "-ubyte"}
 */
record IdxName(Path path, String stem, String dataset, SplitName split, String ending) {
    private static final Pattern IMAGES = Pattern.compile("(?<stem>.*)images[-.]idx3(?<ending>.*?)(?:\\.gz)?");
    private static final Pattern STEM =
            Pattern.compile("(?<dataset>|.*[-_.])(?<split>train|valid|validation|test|t10k)[-_.]");

    /** A plain file is read faster than a gzip. */
    private static final List<String> PACKINGS = List.of("", ".gz");

    /** The preferred file of the same rows first. */
    static final Comparator<IdxName> BY_PREFERENCE = Comparator.comparing(
                    (IdxName name) -> name.stem.equals(name.dataset)) // says its split
            .thenComparing(name -> name.path.toString().endsWith(".gz"))
            .thenComparing(name -> name.path.toString().contains("images.idx3"))
            .thenComparing(IdxName::path);

    /** Reads the name of a file; empty if it is not that of an images file. */
    static Optional<IdxName> of(Path path) {
        Matcher images = IMAGES.matcher(String.valueOf(path.getFileName()));
        if (!images.matches()) {
            return Optional.empty();
        }
        String stem = images.group("stem");
        Matcher parts = STEM.matcher(stem);
        boolean saysSplit = parts.matches();
        return Optional.of(new IdxName(
                path,
                stem,
                saysSplit ? parts.group("dataset") : stem,
                saysSplit ? split(parts.group("split")) : SplitName.TRAIN,
                images.group("ending")));
    }

    private static SplitName split(String word) {
        return switch (word) {
            case "train" -> SplitName.TRAIN;
            case "valid", "validation" -> SplitName.VALID;
            default -> SplitName.TEST;
        };
    }

    /** The names that the labels of these images may have, the preferred one first. */
    List<String> labels() {
        return variants(stem + "labels", "idx1" + ending);
    }

    /** The names that the images of another split of this dataset may have. */
    static List<String> images(String dataset, SplitName split) {
        var names = new ArrayList<String>();
        List<String> words = split == SplitName.TEST ? List.of("t10k", "test") : List.of(split.toString());
        for (String word : words) {
            names.addAll(variants(dataset + word + "-images", "idx3-ubyte"));
        }
        return List.copyOf(names);
    }

    private static List<String> variants(String content, String type) {
        var names = new ArrayList<String>();
        for (String packing : PACKINGS) {
            for (String separator : List.of("-", ".")) {
                names.add(content + separator + type + packing);
            }
        }
        return names;
    }
}
