package io.lockstep.data;

import java.nio.file.Path;

/** The file systems of this machine. */
enum LocalStorage implements Storage {
    INSTANCE;

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public boolean renamesAtomically() {
        return true;
    }

    @Override
    public boolean appends() {
        return true;
    }

    @Override
    public Location location(Path path) {
        return new LocalLocation(path.toString());
    }

    /** A {@link Path} cannot be serialised, its text can. */
    private record LocalLocation(String text) implements Location {
        private static final long serialVersionUID = 1L;

        @Override
        public Path path() {
            return Path.of(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
