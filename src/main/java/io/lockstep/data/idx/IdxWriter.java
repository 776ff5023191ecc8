package io.lockstep.data.idx;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleRuns;
import io.lockstep.data.Examples;
import io.lockstep.data.WholeFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes examples as an IDX pair; its labels are the classes, from 0 on. */
public final class IdxWriter {

    private IdxWriter() {}

    /**
     * Writes {@code <stem>-images-idx3-ubyte} and {@code <stem>-labels-idx1-ubyte}, with {@code .gz} if packed, in place
     * of files of those names. They are renamed only when both are complete: a failure leaves no incomplete file.
     *
     * @param folder where to write; made if it is missing
     * @param stem {@code train} or {@code t10k}, to be found again by {@link IdxDataset}
     * @throws DataException if the examples cannot be read
     * @throws IOException if the files cannot be written
     */
    public static void write(Examples examples, Path folder, String stem, boolean gzip) throws IOException {
        var packing = gzip ? ".gz" : "";
        var images = folder.resolve(stem + "-images-idx3-ubyte" + packing);
        var labels = folder.resolve(stem + "-labels-idx1-ubyte" + packing);
        try (var newImages = new WholeFile(images);
                var newLabels = new WholeFile(labels)) {
            Files.createDirectories(folder);
            writePair(examples, newImages.aside(), newLabels.aside(), gzip);
            // Should the second renaming fail, labels are missing; the old ones beside new images would go unnoticed.
            Files.deleteIfExists(labels);
            newImages.commit();
            newLabels.commit();
        } catch (IOException e) {
            throw new IOException(
                    folder + ": expected a folder to which an IDX pair can be written, found " + e
                            + ". Check its permissions and the free disk space.",
                    e);
        }
    }

    private static void writePair(Examples examples, Path images, Path labels, boolean gzip) throws IOException {
        try (var imageOut = open(images, gzip);
                var labelOut = open(labels, gzip)) {
            imageOut.writeInt(IdxKind.IMAGES.magic);
            imageOut.writeInt(Math.toIntExact(examples.rows()));
            imageOut.writeInt(examples.height());
            imageOut.writeInt(examples.width());
            labelOut.writeInt(IdxKind.LABELS.magic);
            labelOut.writeInt(Math.toIntExact(examples.rows()));
            ExampleRuns.forEach(examples, examples.rows(), (pixelRun, labelRun) -> {
                imageOut.write(pixelRun);
                labelOut.write(labelRun);
            });
        }
    }

    private static DataOutputStream open(Path path, boolean gzip) throws IOException {
        OutputStream file = Files.newOutputStream(path);
        return new DataOutputStream(new BufferedOutputStream(gzip ? new GZIPOutputStream(file, 1 << 16) : file));
    }
}
