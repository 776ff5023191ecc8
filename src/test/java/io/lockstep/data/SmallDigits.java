package io.lockstep.data;

import io.lockstep.data.drawn.DrawnDigits;
import io.lockstep.data.idx.IdxWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with a few drawn digits in MNIST's four files, made once for all tests of this process: to draw the 10,000 digits that
 * drawn data holds out takes longer than most tests that train.
 */
public final class SmallDigits {
    /** Examples to train on. */
    public static final int TRAIN = 2_000;

    /** Examples to validate with. */
    public static final int VALID = 400;

    /** Examples to test with. */
    public static final int TEST = 400;

    private SmallDigits() {}

    /** Where they are; nobody may change them. */
    public static Path folder() {
        return Written.FOLDER;
    }

    /** Written when it is first asked for. */
    private static final class Written {
        static final Path FOLDER = write();

        private static Path write() {
            try {
                Path folder = Files.createTempDirectory("small-digits");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                DrawnDigits digits = new DrawnDigits(1, TRAIN + VALID, TEST);
                IdxWriter.write(digits.training(), folder, "train", false);
                IdxWriter.write(digits.split(SplitName.TEST), folder, "t10k", false);
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
