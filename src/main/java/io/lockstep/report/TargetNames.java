package io.lockstep.report;

import io.lockstep.data.table.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the classes, or the outputs of a regression, are called in the data.
 *
 * @param names by position; whatever is beyond them is called by its position
 */
public record TargetNames(List<String> names) {

    /** Of classes that are numbers from 0, as digits are. */
    public static final TargetNames NUMBERS = new TargetNames(List.of());

    /** Of a table's classes or columns of numbers; of images, where there is no schema, numbers. */
    public static TargetNames of(@Nullable TableSchema schema) {
        return schema == null ? NUMBERS : of(schema.target());
    }

    /** Of a table's classes, or of its columns of numbers. */
    public static TargetNames of(TableSchema.Target target) {
        return new TargetNames(target instanceof TableSchema.Classes classes ? classes.names() : target.columns());
    }

    /** The name of a class or an output. */
    public String of(int position) {
        return position < names.size() ? names.get(position) : Integer.toString(position);
    }
}
