package io.lockstep.job;

import io.lockstep.data.SplitMix64;
import io.lockstep.data.table.TableSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Rows with numbers, words, booleans, missing values, an id, weights, a mark for validation rows, a class and a price that follow from the
 * others.
 *
 * @param rows cells as they stand in a CSV file, an empty one where the value is missing
 */
record GeneratedTable(List<List<String>> rows) {
    /** With a dot, a space and an accent. */
    static final List<String> COLUMNS =
            List.of("area.m2", "age of it", "façade", "garden", "number", "weight", "held", "class", "price");

    private static final List<String> WORDS = List.of("brick", "wood", "Stone");

    static GeneratedTable of(int rows, long seed) {
        Random random = new Random(SplitMix64.mix(seed));
        List<List<String>> table = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            double area = 40 + 160 * random.nextDouble();
            int age = random.nextInt(100);
            int word = random.nextInt(WORDS.size());
            boolean garden = random.nextInt(3) == 0;
            double price = 1_000 * area - 800 * age + 20_000 * word + (garden ? 30_000 : 0);
            table.add(List.of(
                    random.nextInt(15) == 0 ? "" : Double.toString(Math.round(100 * area) / 100.0),
                    random.nextInt(20) == 0 ? "" : Integer.toString(age),
                    random.nextInt(12) == 0 ? "" : WORDS.get(word),
                    Boolean.toString(garden),
                    Integer.toString(100_000 + row),
                    Integer.toString(row % 4), // 0, too
                    Boolean.toString(row % 5 == 2),
                    price > 160_000 ? "dear" : price > 90_000 ? "fair" : "cheap",
                    Double.toString(Math.round(10 * price) / 10.0)));
        }
        return new GeneratedTable(table);
    }

    /** Some of the rows. */
    GeneratedTable rows(int from, int to) {
        return new GeneratedTable(rows.subList(from, to));
    }

    /** The rows with a word of a column in place of another. */
    GeneratedTable replacing(String column, String word, String other) {
        int at = COLUMNS.indexOf(column);
        return new GeneratedTable(rows.stream()
                .map(row -> {
                    List<String> changed = new ArrayList<>(row);
                    if (changed.get(at).equals(word)) {
                        changed.set(at, other);
                    }
                    return List.copyOf(changed);
                })
                .toList());
    }

    /** How often a word stands in a column. */
    long count(String column, String word) {
        int at = COLUMNS.indexOf(column);
        return rows.stream().filter(row -> row.get(at).equals(word)).count();
    }

    /** A row as a model's schema encodes it, not scaled. */
    float[] encoded(int row, TableSchema schema) {
        float[] inputs = new float[schema.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            TableSchema.Input input = schema.inputs().get(i);
            String cell = rows.get(row).get(COLUMNS.indexOf(input.column()));
            if (input instanceof TableSchema.CategoryInput category) {
                inputs[i] = category.category().equals(cell) ? 1 : 0;
            } else if (cell.isEmpty()) {
                inputs[i] = ((TableSchema.NumberInput) input).substitute();
            } else {
                inputs[i] = cell.equals("true") ? 1 : cell.equals("false") ? 0 : Float.parseFloat(cell);
            }
        }
        return inputs;
    }

    /** As a CSV file with these columns, in this order. */
    Path csv(Path file, String... columns) throws IOException {
        List<Integer> at = Arrays.stream(columns).map(COLUMNS::indexOf).toList();
        String text = rows.stream()
                .map(row -> at.stream().map(row::get).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", String.join(",", columns) + "\n", "\n"));
        return write(file, text);
    }

    /** As JSON lines, typed, with rows shuffled; missing values are left out. */
    Path json(Path file, String... columns) throws IOException {
        List<List<String>> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(7));
        String text = shuffled.stream()
                .map(row -> Arrays.stream(columns)
                        .filter(column -> !row.get(COLUMNS.indexOf(column)).isEmpty())
                        .map(column -> "\"%s\": %s".formatted(column, value(row.get(COLUMNS.indexOf(column)))))
                        .collect(Collectors.joining(", ", "{", "}")))
                .collect(Collectors.joining("\n", "", "\n"));
        return write(file, text);
    }

    private static String value(String cell) {
        return cell.matches("-?[0-9.]+(E\\d+)?|true|false") ? cell : "\"" + cell + "\"";
    }

    /** As LIBSVM: of many features a row has few, and its class is a number. */
    static Path libsvm(Path file, int rows, long seed) throws IOException {
        Random random = new Random(SplitMix64.mix(seed));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(3);
            text.append(label);
            for (int feature = 1; feature <= 40; feature++) {
                if (random.nextInt(10) == 0 || feature % 13 == label || feature == 40) {
                    text.append(' ').append(feature).append(":").append(random.nextInt(-9, 10) / 4.0);
                }
            }
            text.append('\n');
        }
        return write(file, text.toString());
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
