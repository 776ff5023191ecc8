package io.lockstep.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lockstep.data.DatasetCard;
import io.lockstep.data.table.TableCard;
import io.lockstep.data.table.TableSchema;

/** What JSON says of records that come in several kinds: nothing, because each kind has components that no other has. */
final class Kinds {
    private Kinds() {}

    /** Cards; those of the first version, and of damaged files, are of images. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = DatasetCard.class)
    @JsonSubTypes({@JsonSubTypes.Type(DatasetCard.class), @JsonSubTypes.Type(TableCard.class)})
    interface OfData {}

    /** Inputs of a network. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({
        @JsonSubTypes.Type(TableSchema.NumberInput.class),
        @JsonSubTypes.Type(TableSchema.CategoryInput.class)
    })
    interface OfInput {}

    /** Targets of a network. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(TableSchema.Classes.class), @JsonSubTypes.Type(TableSchema.Numbers.class)})
    interface OfTarget {}
}
