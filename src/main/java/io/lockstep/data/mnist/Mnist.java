package io.lockstep.data.mnist;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The MNIST database of handwritten digits: the four files as published by LeCun, Cortes and Burges, in a cache. */
public final class Mnist {
    /** The published files. */
    static final List<PublishedFile> FILES = List.of(
            new PublishedFile(
                    "train-images-idx3-ubyte.gz",
                    47_040_016,
                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new PublishedFile(
                    "train-labels-idx1-ubyte.gz",
                    60_008,
                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new PublishedFile(
                    "t10k-images-idx3-ubyte.gz",
                    7_840_016,
                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new PublishedFile(
                    "t10k-labels-idx1-ubyte.gz",
                    10_008,
                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    private Mnist() {}

    /**
     * Checks the cache.
     *
     * @return {@code <cache>/mnist}, if all four files are there and unpack to the published bytes
     */
    public static Optional<Path> find(Path cache) {
        Path folder = folder(cache);
        boolean complete = FILES.stream()
                .allMatch(file -> file.fault(folder.resolve(file.name())).isEmpty());
        return complete ? Optional.of(folder) : Optional.empty();
    }

    /**
     * Downloads files that are missing in the cache; sends no request if it is complete. Several processes may do so at once.
     *
     * @param mirrors URLs of folders with the four files, http or https, asked in this order; a user name and password in
     *     a URL answer that mirror's demand for them, and a query is kept
     * @param timeout longest time without data from a mirror, and to wait for its answer; all mirrors together
     *     get twice this time to answer for one file, so that a machine without network gets an error soon
     * @param attempts number of requests to one mirror for one file
     * @param progress receives one line for each download and each failure
     * @return {@code <cache>/mnist} with the four verified files
     * @throws DataException if no mirror delivers a file, with each mirror's answer; or if the cache
     *     cannot be written
     */
    public static Path download(
            Path cache, List<URI> mirrors, Duration timeout, int attempts, Consumer<String> progress) {
        Path folder = folder(cache);
        new Download(FILES, folder, mirrors, timeout, attempts, progress).run();
        return folder;
    }

    private static Path folder(Path cache) {
        return cache.resolve("mnist");
    }
}
