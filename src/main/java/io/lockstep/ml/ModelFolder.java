package io.lockstep.ml;

import io.lockstep.data.DataException;
import io.lockstep.hadoop.Locations;
import io.lockstep.run.SavedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/**
 * A model's folder, on any file system of Hadoop: the one that {@code train} writes, with Spark's metadata beside {@code model.json}. A folder
 * without that metadata is a model of the command line.
 */
final class ModelFolder {
    private static final String METADATA = "metadata";

    private ModelFolder() {}

    /**
     * Writes it. The option {@code dl4j} says whether {@code model-dl4j.zip} is among its files, by default not: to write it, ND4J starts in the
     * caller's JVM, which takes seconds, and a home folder in which native libraries may be executed.
     */
    static final class Writer extends MLWriter {
        private static final String DL4J = "dl4j";

        private final Params stage;
        private final SavedModel model;

        Writer(Params stage, SavedModel model) {
            this.stage = stage;
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, sc(), Option.empty(), Option.empty());
            using(() -> {
                model.write(location(path, sc()), withDl4j());
                return model;
            });
        }

        private boolean withDl4j() {
            Option<String> value = optionMap().get(DL4J);
            return value.isDefined() && Boolean.parseBoolean(value.get());
        }
    }

    /**
     * Reads it.
     *
     * @param <M> the stage
     */
    static final class Reader<M extends Params> extends MLReader<M> {
        private final Class<M> type;
        private final BiFunction<String, SavedModel, M> stage;

        /** Makes stages of an id and a model. */
        Reader(Class<M> type, BiFunction<String, SavedModel, M> stage) {
            this.type = type;
            this.stage = stage;
        }

        @Override
        public M load(String path) {
            SavedModel model = using(() -> SavedModel.read(location(path, sc())));
            Path folder = new Path(path, METADATA);
            if (!using(() -> folder.getFileSystem(sc().hadoopConfiguration()).exists(folder))) {
                return stage.apply(Identifiable.randomUID(type.getSimpleName()), model);
            }
            Metadata metadata = intact(folder, () -> DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), ""));
            M read = stage.apply(metadata.uid(), model); // refuses a model of the other kind, in our words
            return intact(folder, () -> {
                metadata.getAndSetParams(read, Option.empty());
                return read;
            });
        }
    }

    /** What Spark reads from a folder of metadata; its exceptions say neither which folder nor what to do. */
    private static <T> T intact(Path folder, Callable<T> reading) {
        try {
            return reading.call();
        } catch (Exception e) { // Scala declares none
            throw new DataException(
                    folder.toString(),
                    "the metadata that Spark ML writes with a model of this version",
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), // the others show the text itself
                    "Restore the folder from a backup, or remove its " + METADATA
                            + ": then each param of the model has its default.",
                    e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T using(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Spark understands a path: without a scheme, on the default file system. */
    static java.nio.file.Path location(String path, SparkContext spark) throws IOException {
        Path there = new Path(path);
        FileSystem files = there.getFileSystem(spark.hadoopConfiguration());
        return Locations.of(files, there);
    }
}
