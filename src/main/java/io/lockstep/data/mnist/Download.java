package io.lockstep.data.mnist;

import static java.util.stream.Collectors.joining;

import io.lockstep.data.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Downloads missing files into a folder: from the first mirror that has them, verified, each written atomically. */
final class Download {
    private final List<PublishedFile> files;
    private final Path folder;
    private final List<Mirror> mirrors; // the one that worked last is first
    private final int attempts;
    private final Consumer<String> progress;

    /** As {@link Mnist#download}, for any files and folder. */
    Download(
            List<PublishedFile> files,
            Path folder,
            List<URI> mirrors,
            Duration timeout,
            int attempts,
            Consumer<String> progress) {
        this.files = files;
        this.folder = folder;
        this.attempts = attempts;
        this.progress = progress;
        // Equal shares of twice the timeout: where the network swallows everything, the last mirror has its turn as
        // well, and still the user does not wait long.
        Duration share = mirrors.isEmpty() ? timeout : timeout.multipliedBy(2).dividedBy(mirrors.size());
        Duration toAnswer = share.compareTo(timeout) < 0 ? share : timeout;
        this.mirrors = new ArrayList<>(
                mirrors.stream().map(url -> new Mirror(url, toAnswer, timeout)).toList());
    }

    /** Downloads missing or damaged files; throws {@link DataException} if one of the files is not available. */
    void run() {
        if (files.stream().allMatch(this::isThere)) {
            return; // before the lock: a complete cache may be read-only
        }
        if (mirrors.isEmpty() && !Files.exists(folder)) {
            throw unavailable(files.get(0), List.of()); // do not create a cache without any download
        }
        try {
            Files.createDirectories(folder);
            runAlone();
        } catch (IOException e) {
            throw new DataException(
                    folder.toString(),
                    "a writable folder",
                    e.toString(),
                    "Free disk space or grant write permission there, or choose another folder with data.cache.",
                    e);
        }
    }

    /** Holds a lock among threads and processes, because all of them would write the same {@code .part} files. */
    private void runAlone() throws IOException {
        Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
        synchronized (Download.class) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    progress.accept("another process is downloading into " + folder + ": waiting for it");
                    channel.lock();
                }
                for (PublishedFile file : files) {
                    if (!isThere(file)) { // perhaps the other one has brought it
                        complete(file);
                    }
                }
            }
        }
    }

    private boolean isThere(PublishedFile file) {
        return file.fault(folder.resolve(file.name())).isEmpty();
    }

    private void complete(PublishedFile file) throws IOException {
        Path part = folder.resolve(file.name() + ".part");
        List<String> answers = new ArrayList<>();
        if (file.fault(part).isPresent() && !fromAnyMirror(file, part, answers)) {
            throw unavailable(file, answers);
        }
        Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean fromAnyMirror(PublishedFile file, Path part, List<String> answers) throws IOException {
        for (Mirror mirror : List.copyOf(mirrors)) {
            progress.accept("fetching " + mirror + file.name());
            if (from(mirror, file, part, answers)) {
                mirrors.remove(mirror);
                mirrors.add(0, mirror);
                return true;
            }
            progress.accept(answers.get(answers.size() - 1));
        }
        return false;
    }

    /** Requests a file from one mirror, with retries; adds its last answer if it did not deliver the file. */
    private boolean from(Mirror mirror, PublishedFile file, Path part, List<String> answers) throws IOException {
        String answer = "not asked";
        boolean again = true;
        for (int attempt = 1; again && attempt <= attempts; attempt++) {
            boolean resumed = Files.exists(part);
            try {
                mirror.fetch(file, part);
                var fault = file.fault(part);
                if (fault.isEmpty()) {
                    return true;
                }
                Files.delete(part);
                answer = "expected " + file.expected() + ", found " + fault.get();
                again = resumed; // two halves that do not fit; in one piece, it would be the same once more
            } catch (MirrorException e) {
                answer = e.answer();
                again = e.worthAnotherTry();
            }
        }
        answers.add(mirror + ": " + answer);
        return false;
    }

    private DataException unavailable(PublishedFile file, List<String> answers) {
        String names = files.stream().map(PublishedFile::name).collect(joining(", "));
        Path present = folder.resolve(file.name());
        String cached = Files.exists(present) ? file.fault(present).orElse("") + " in the cache, and " : "";
        return new DataException(
                present.toString(),
                file.expected(),
                cached
                        + (answers.isEmpty()
                                ? "no mirrors to ask"
                                : "no mirror with it (" + String.join("; ", answers) + ")"),
                "Put the files " + names + " into " + folder
                        + ", or pass --data FOLDER with a folder that has them, or use --data drawn.");
    }
}
