package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file names of IDX files: {@code train-images-idx3-ubyte}, also with a dot, also with {@code .gz}. */
public final class IdxNames {
    /** How MNIST's training files begin. */
    public static final String TRAIN = "train";

    static final String TEST = "t10k";

    private IdxNames() {}

    /** The names an images file may have, the preferred one first: plain before gzip. */
    public static List<String> images(String stem) {
        return variants(stem, "images", "idx3");
    }

    /** As {@link #images}, for labels. */
    static List<String> labels(String stem) {
        return variants(stem, "labels", "idx1");
    }

    private static List<String> variants(String stem, String content, String type) {
        var names = new ArrayList<String>();
        for (String packing : List.of("", ".gz")) {
            for (String separator : List.of("-", ".")) {
                names.add(stem + "-" + content + separator + type + "-ubyte" + packing);
            }
        }
        return List.copyOf(names);
    }

    /**
     * The names of the labels that may lie beside an images file.
     *
     * @throws DataException if the file's name does not say that it holds images
     */
    static List<String> labelsBeside(Path images) {
        var name = String.valueOf(images.getFileName());
        var labels = name.replace("images-idx3", "labels-idx1").replace("images.idx3", "labels.idx1");
        if (labels.equals(name)) {
            throw new DataException(
                    images.toString(),
                    "images-idx3 or images.idx3 in the name, by which the labels beside it are found",
                    name,
                    "Rename the two files as MNIST's are: train-images-idx3-ubyte and train-labels-idx1-ubyte.");
        }
        var plain = labels.endsWith(".gz") ? labels.substring(0, labels.length() - ".gz".length()) : labels;
        return List.of(plain, plain + ".gz");
    }

    /** The first of the names that is a file in the folder. */
    public static Optional<Path> find(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    /**
     * As {@link #find}.
     *
     * @throws DataException if none exists, naming all of them
     */
    static Path require(Path folder, List<String> names) {
        return find(folder, names)
                .orElseThrow(() -> new DataException(
                        folder.toString(),
                        "one of the files " + String.join(", ", names),
                        "none of them",
                        "Put the file there, or check the path."));
    }
}
