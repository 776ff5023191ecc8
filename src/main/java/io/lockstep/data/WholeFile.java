package io.lockstep.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Writes a file atomically: to a temporary file, which is renamed when it is complete; on a {@link Storage} that does not rename so, to the file
 * itself, which object stores show when it is complete.
 */
public final class WholeFile implements AutoCloseable {
    private final Path file;
    private final Path aside;
    private boolean committed;

    /** Will replace {@code file} if it exists. */
    public WholeFile(Path file) {
        this.file = file;
        // In the same folder, so that renaming never copies; under a name that no other writer uses.
        this.aside = Storage.of(file).renamesAtomically()
                ? file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part")
                : file;
    }

    /** Writes these bytes as the file. */
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

    /** Renames the temporary file to its final name. */
    public void commit() throws IOException {
        if (!aside.equals(file)) {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
    }

    /** Removes the temporary file if it was not committed; never fails. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // Nobody takes it for the file, and the error that matters is on its way.
        }
    }
}
