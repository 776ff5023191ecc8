package io.lockstep.ml;

import io.lockstep.data.table.ClassRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Names of classes, as Spark ML keeps them in the metadata of a column: {@code StringIndexer} writes them, {@code IndexToString} reads them. */
final class ClassNames {
    private ClassNames() {}

    /** What a label's metadata says of its classes. */
    static ClassRule rule(StructField label) {
        Attribute attribute = Attribute.fromStructField(label);
        if (attribute instanceof NominalAttribute nominal) {
            if (nominal.values().isDefined()) {
                return ClassRule.named(List.of(nominal.values().get()));
            }
            Option<Object> count = nominal.getNumValues();
            if (count.isDefined()) {
                return ClassRule.named(numbers((int) count.get()));
            }
        }
        if (attribute instanceof BinaryAttribute binary) {
            return ClassRule.named(
                    binary.values().isDefined() ? List.of(binary.values().get()) : numbers(2));
        }
        return ClassRule.INDEXED;
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** The schema with a model's names in the metadata of its predictions, where it has names and they are numbered from 0. */
    static StructType on(StructType schema, String predictions, TrainedNetwork network) {
        Optional<List<String>> names = network.classNames();
        if (names.isEmpty() || predictions.isEmpty()) {
            return schema;
        }
        Metadata named = NominalAttribute.defaultAttr()
                .withName(predictions)
                .withValues(names.get().toArray(new String[0]))
                .toStructField()
                .metadata();
        StructField plain = schema.apply(predictions);
        return FeatureVectors.with(schema, new StructField(predictions, plain.dataType(), plain.nullable(), named));
    }
}
