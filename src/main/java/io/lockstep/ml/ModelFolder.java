package io.lockstep.ml;

import io.lockstep.hadoop.Locations;
import io.lockstep.run.SavedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A model's folder, on any file system of Hadoop: the one that {@code train} writes, with Spark's metadata beside {@code model.json}. A folder
 * without that metadata is a model of the command line.
 */
final class ModelFolder {
    private static final String METADATA = "metadata";

    private ModelFolder() {}

    /** Writes it. */
    static final class Writer extends MLWriter {
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
                model.write(location(path, sc()));
                return null;
            });
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
            DefaultParamsReader.@Nullable Metadata metadata = using(() -> metadata(path));
            if (metadata == null) {
                return stage.apply(Identifiable.randomUID(type.getSimpleName()), model);
            }
            M read = stage.apply(metadata.uid(), model);
            metadata.getAndSetParams(read, Option.empty());
            return read;
        }

        private DefaultParamsReader.@Nullable Metadata metadata(String path) throws IOException {
            Path folder = new Path(path, METADATA);
            return folder.getFileSystem(sc().hadoopConfiguration()).exists(folder)
                    ? DefaultParamsReader$.MODULE$.loadMetadata(path, sc(), type.getName())
                    : null;
        }
    }

    private interface Work<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private static <T extends @Nullable Object> T using(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Spark understands a path: without a scheme, on the default file system. */
    private static java.nio.file.Path location(String path, SparkContext spark) throws IOException {
        Path there = new Path(path);
        FileSystem files = there.getFileSystem(spark.hadoopConfiguration());
        return Locations.of(files, there);
    }
}
