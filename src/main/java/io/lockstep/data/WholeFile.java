package io.lockstep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that is there whole or not at all: written aside, and given its name when it is complete. */
public final class WholeFile implements AutoCloseable {
    private final Path file;
    private final Path aside;

    /** Will take the place of {@code file}, should there be one. */
    public WholeFile(Path file) {
        this.file = file;
        // In the same folder, so that renaming never copies; under a name that no other writer uses.
        this.aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    /** Writes these bytes as the whole file. */
    public static void write(Path file, byte[] bytes) throws IOException {
        try (var whole = new WholeFile(file)) {
            Files.write(whole.aside(), bytes);
            whole.commit();
        }
    }

    /** Where to write until {@link #commit}. */
    public Path aside() {
        return aside;
    }

    /** Gives what was written its name. */
    public void commit() throws IOException {
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was not committed; never fails. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // Nobody takes it for the file, and the error that matters is on its way.
        }
    }
}
