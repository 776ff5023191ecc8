package io.lockstep.cluster;

import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;

/**
 * Examples that do harm to the task that opens them, and leave a file each time.
 *
 * @param examples what is read in the end
 * @param harm what happens before
 * @param folder for the files, by its name
 */
record Plant(Examples examples, Harm harm, String folder) implements ExamplesBehind {
    /** What befalls the task of partition 1. */
    enum Harm {
        NONE,
        /** Its first two attempts fail. */
        FAILS_TWICE,
        /** Each attempt ends its executor, as the system does to a process that takes too much memory. */
        KILLED,
        /** Its first attempt takes longer than any test. */
        NEVER_ENDS
    }

    /** How often the examples have been opened, by any process. */
    long openings() {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ExampleReader open() {
        try {
            Files.createFile(Path.of(folder, UUID.randomUUID().toString()));
            TaskContext task = TaskContext.get();
            if (task != null && task.partitionId() == 1) {
                if (harm == Harm.FAILS_TWICE && task.attemptNumber() < 2) {
                    throw new IllegalStateException("planted in attempt " + task.attemptNumber());
                }
                if (harm == Harm.KILLED) {
                    Runtime.getRuntime().halt(137);
                }
                if (harm == Harm.NEVER_ENDS && task.attemptNumber() == 0) {
                    Thread.sleep(600_000);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("killed while it slept", e);
        }
        return examples.open();
    }
}
