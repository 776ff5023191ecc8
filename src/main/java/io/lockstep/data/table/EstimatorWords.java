package io.lockstep.data.table;

import io.lockstep.data.DataException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages about tables in the words of somebody who calls an estimator on a DataFrame: the command line's settings become columns and
 * stages of Spark ML.
 */
public final class EstimatorWords {
    private static final Map<String, String> WORDS = words();

    /** Settings that are the place of an error. */
    private static final Map<String, String> PLACES =
            Map.of("data.features", "featuresCol", "data.label", "labelCol", "data.weight", "weightCol");

    private EstimatorWords() {}

    private static Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>(); // whole phrases before the settings in them
        words.put(
                "Fill the value in, leave the column out with data.features, or set data.missing = mean.",
                "Fill the value in, as with an Imputer before the VectorAssembler, or filter the row out.");
        words.put(
                "Fill them in, leave the columns out with data.features, or set data.missing = mean.",
                "Fill them in, as with an Imputer before the VectorAssembler, or filter the rows out.");
        words.put(
                "Fill the value in, or train with data.missing = mean.",
                "Fill the value in, as with an Imputer before the VectorAssembler.");
        words.put(", or leave the column out with data.features.", ", or leave the number out of the vectors.");
        words.put("Leave the column out with data.features.", "Give vectors with numbers in featuresCol.");
        words.put("Remove rows without a label; `predict` takes them.", "Filter them out; `transform` takes them.");
        words.put(
                "a number, because network.loss = mse predicts numbers",
                "a number, because a regressor predicts numbers");
        words.put(
                "Words are classes: set network.loss = cross-entropy; or name another data.label.",
                "Words are classes: use a StringIndexer and a LockstepClassifier; or set another labelCol.");
        words.put("a class: a word, a whole number or a boolean", "a class: a whole number");
        words.put("train.initial-model", "initialModel");
        words.put("network.hidden", "hidden");
        words.put("network.activation", "activation");
        words.put("To predict a number, set network.loss = mse.", "To predict a number, use a LockstepRegressor.");
        words.put("A number is predicted with network.loss = mse;", "A number is predicted by a LockstepRegressor;");
        words.put("Name another column with data.weight.", "Set another weightCol.");
        words.put("Say of every row whether it is for validation.", "Give every row true or false.");
        words.put("Name it with data.label.", "Set labelCol.");
        words.put("Give a table with rows, or hold out fewer.", "Give rows, or mark fewer for validation.");
        words.put(
                "Give a table with rows.",
                "Give rows; validation rows are those that are marked in validationIndicatorCol.");
        words.put(", or name the columns to take with data.features.", ", or set another featuresCol.");
        for (String before : List.of("of ", "in ", "with ")) { // no column's name
            words.put(before + "data.features", before + "featuresCol");
            words.put(before + "data.label", before + "labelCol");
            words.put(before + "data.weight", before + "weightCol");
            words.put(before + "data.valid", before + "validationIndicatorCol");
        }
        return words;
    }

    /** The same failure. */
    public static DataException of(DataException failure) {
        return failure.inWords(EstimatorWords::of);
    }

    /** The same message or part of one. */
    public static String of(String text) {
        String words = PLACES.getOrDefault(text, text);
        for (Map.Entry<String, String> word : WORDS.entrySet()) {
            words = words.replace(word.getKey(), word.getValue());
        }
        return words;
    }
}
