package io.lockstep.data.table;

import java.io.Serializable;
import java.util.List;

/**
 * What the user says about a table's columns.
 *
 * @param label columns to predict: one, or several numbers of a regression
 * @param features the features' columns, in the network's order: names, {@code prefix*}, or one column of arrays or vectors; empty for all
 *     that are left
 * @param id column that names rows and orders them; empty for none
 * @param weight column of what each row counts; empty for none
 * @param classWeight what each class counts
 * @param missing what a missing number becomes
 * @param categories which columns are words
 * @param scale how numbers are scaled
 * @param targetScale whether the numbers of a regression are standardised for training
 * @param classes how labels become classes
 */
public record TableChoice(
        List<String> label,
        List<String> features,
        String id,
        String weight,
        ClassWeight classWeight,
        Missing missing,
        Categories categories,
        Scale scale,
        boolean targetScale,
        ClassRule classes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public TableChoice {
        label = List.copyOf(label);
        features = List.copyOf(features);
    }

    /** Everything as by default, with this column to predict. */
    public static TableChoice of(String... label) {
        return new TableChoice(
                List.of(label),
                List.of(),
                "",
                "",
                ClassWeight.NONE,
                Missing.ERROR,
                Categories.AUTO,
                Scale.STANDARDIZE,
                true,
                ClassRule.FOUND);
    }

    public TableChoice withFeatures(String... others) {
        return new TableChoice(
                label, List.of(others), id, weight, classWeight, missing, categories, scale, targetScale, classes);
    }

    public TableChoice withId(String other) {
        return new TableChoice(
                label, features, other, weight, classWeight, missing, categories, scale, targetScale, classes);
    }

    public TableChoice withWeight(String other) {
        return new TableChoice(
                label, features, id, other, classWeight, missing, categories, scale, targetScale, classes);
    }

    public TableChoice with(ClassWeight other) {
        return new TableChoice(label, features, id, weight, other, missing, categories, scale, targetScale, classes);
    }

    public TableChoice with(Missing other) {
        return new TableChoice(
                label, features, id, weight, classWeight, other, categories, scale, targetScale, classes);
    }

    public TableChoice with(Categories other) {
        return new TableChoice(label, features, id, weight, classWeight, missing, other, scale, targetScale, classes);
    }

    public TableChoice with(Scale other) {
        return new TableChoice(
                label, features, id, weight, classWeight, missing, categories, other, targetScale, classes);
    }

    public TableChoice withTargetScale(boolean other) {
        return new TableChoice(label, features, id, weight, classWeight, missing, categories, scale, other, classes);
    }

    public TableChoice with(ClassRule other) {
        return new TableChoice(
                label, features, id, weight, classWeight, missing, categories, scale, targetScale, other);
    }
}
