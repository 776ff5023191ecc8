package io.lockstep.report;

import io.lockstep.data.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where a run's files go. Everything is written to {@code <id>.partial}; a run that ends well is renamed to {@code <id>}
 * and gets its {@code _SUCCESS} last, one that fails is renamed to {@code <id>.failed}. A reader who waits for
 * {@code _SUCCESS} never sees half a run.
 */
public final class RunFolder {
    private final Path output;
    private final String id;
    private Path path;

    private RunFolder(Path output, String id, Path path) {
        this.output = output;
        this.id = id;
        this.path = path;
    }

    /**
     * Makes the folder.
     *
     * @throws FileAlreadyExistsException if a run of this id is there or under way
     * @throws IOException if it cannot be made
     */
    public static RunFolder create(Path output, String id) throws IOException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new NotDirectoryException(output.toString());
        }
        if (Files.exists(output.resolve(id))) {
            throw new FileAlreadyExistsException(output.resolve(id).toString());
        }
        Files.createDirectories(output);
        return new RunFolder(output, id, Files.createDirectory(output.resolve(id + ".partial")));
    }

    /** A file or folder of the run, where it is now. */
    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** The folder, where it is now. */
    public Path path() {
        return path;
    }

    /** Writes a file whole. */
    public void write(String name, String text) throws IOException {
        WholeFile.write(path.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds to a file. */
    public void append(String name, String text) {
        try {
            Files.writeString(path.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(path.resolve(name) + " cannot be written", e);
        }
    }

    /** The run has ended well. */
    public void commit() throws IOException {
        move(output.resolve(id));
        Files.createFile(path.resolve("_SUCCESS"));
    }

    /** The run has failed; what it wrote stays, under a name that says so. */
    public void fail() throws IOException {
        Path failed = output.resolve(id + ".failed");
        for (int again = 2; Files.exists(failed); again++) {
            failed = output.resolve(id + ".failed-" + again);
        }
        move(failed);
    }

    private void move(Path to) throws IOException {
        path = Files.move(path, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
