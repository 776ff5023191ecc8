package io.lockstep.bench;

import java.nio.file.Path;

/** Where the project's files are. */
final class Project {
    private Project() {}

    /** A file of the project; {@code submit/bench} says where that is, whatever folder it is started in. */
    static Path file(String path) {
        return Path.of(System.getProperty("lockstep.home", "")).resolve(path).toAbsolutePath();
    }
}
