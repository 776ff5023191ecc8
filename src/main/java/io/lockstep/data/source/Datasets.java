package io.lockstep.data.source;

import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.UnpackedInput;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.idx.IdxKind;
import io.lockstep.data.idx.IdxNames;
import io.lockstep.data.pickle.PickleDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Opens a dataset from files; the format is detected from their content. */
public final class Datasets {
    private static final List<String> PICKLES = List.of("mnist.pkl.gz", "mnist.pkl");
    private static final String SOURCES = "A source is a folder with MNIST's IDX files (train-images-idx3-ubyte, ..., "
            + "plain or .gz) or with mnist.pkl.gz; or an IDX images file with its labels beside it; or such a pickle.";

    private Datasets() {}

    /**
     * Opens a folder or a file. In a folder IDX files come before a pickle.
     *
     * @throws DataException if nothing is there, or the format is unknown
     */
    public static Dataset open(Path source) {
        var name = String.valueOf(source.toAbsolutePath().normalize().getFileName());
        if (Files.isDirectory(source)) {
            return inFolder(name, source);
        }
        if (!Files.exists(source)) {
            throw new DataException(source.toString(), "a dataset", "no such file or folder", SOURCES);
        }
        return inFile(name, source);
    }

    private static Dataset inFolder(String name, Path folder) {
        var images = IdxNames.images(IdxNames.TRAIN);
        if (IdxNames.find(folder, images).isPresent()) {
            return IdxDataset.inFolder(name, folder);
        }
        var pickle = IdxNames.find(folder, PICKLES);
        if (pickle.isPresent()) {
            return PickleDataset.open(name, pickle.get());
        }
        throw new DataException(
                folder.toString(),
                "one of the files " + String.join(", ", images) + ", " + String.join(", ", PICKLES),
                "none of them",
                SOURCES);
    }

    private static Dataset inFile(String name, Path file) {
        var start = new byte[Integer.BYTES];
        int found;
        try (var in = UnpackedInput.open(file, "a dataset")) {
            found = in.read(start);
        }
        if (IdxKind.IMAGES.begins(start)) {
            return IdxDataset.ofImages(name, file);
        }
        if (IdxKind.LABELS.begins(start)) {
            throw new DataException(
                    file.toString(), IdxKind.IMAGES.toString(), IdxKind.LABELS.toString(), "Name the images file.");
        }
        if (PickleDataset.begins(start)) {
            return PickleDataset.open(name, file);
        }
        throw new DataException(
                file.toString(),
                "an IDX images file or a pickle, plain or gzip",
                found == 0
                        ? "an empty file"
                        : "a file that begins with 0x" + HexFormat.of().formatHex(start),
                SOURCES);
    }
}
