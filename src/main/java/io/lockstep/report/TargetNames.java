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

    /** Of the classes, or of the columns of numbers; of null, which stands for classes that are numbers from 0, numbers. */
    public static TargetNames of(TableSchema.@Nullable Target target) {
        if (target == null) {
            return NUMBERS;
        }
        return new TargetNames(target instanceof TableSchema.Classes classes ? classes.names() : target.columns());
    }

    /** The name of a class or an output. */
    public String of(int position) {
        return position < names.size() ? names.get(position) : Integer.toString(position);
    }
}
