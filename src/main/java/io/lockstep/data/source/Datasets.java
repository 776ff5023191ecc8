package io.lockstep.data.source;

import io.lockstep.data.DataException;
import io.lockstep.data.Dataset;
import io.lockstep.data.UnpackedInput;
import io.lockstep.data.idx.IdxDataset;
import io.lockstep.data.idx.IdxFolder;
import io.lockstep.data.idx.IdxKind;
import io.lockstep.data.npz.NpzDataset;
import io.lockstep.data.pickle.PickleDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Opens a dataset from files; the format is detected from their content. */
public final class Datasets {
    private static final List<String> SINGLE_FILES = List.of("mnist.pkl.gz", "mnist.pkl", "mnist.npz");
    private static final String SOURCES =
            "A source of images is a folder with IDX files (train-images-idx3-ubyte, ..., "
                    + "plain or .gz), mnist.pkl.gz or mnist.npz; or one of these files, for IDX the images with their labels beside them.";

    private Datasets() {}

    /**
     * Opens a folder or a file. In a folder IDX files come before a pickle, and a pickle before an npz.
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
        if (IdxFolder.hasImages(folder)) {
            return IdxDataset.inFolder(name, folder);
        }
        for (String file : SINGLE_FILES) {
            if (Files.isRegularFile(folder.resolve(file))) {
                return inFile(name, folder.resolve(file));
            }
        }
        throw new DataException(
                folder.toString(),
                "IDX files as train-images-idx3-ubyte, or one of the files " + String.join(", ", SINGLE_FILES),
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
        if (NpzDataset.begins(start)) {
            return NpzDataset.open(name, file);
        }
        throw new DataException(
                file.toString(),
                "an IDX images file or a pickle, plain or gzip, or an npz",
                found == 0
                        ? "an empty file"
                        : "a file that begins with 0x" + HexFormat.of().formatHex(start),
                SOURCES);
    }
}
