package io.lockstep.data.drawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.SplitName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnDigitsTest {
    private static final int COLUMNS = 784;

    /** The bytes are the same on every machine: a change here changes everybody's data. */
    @ParameterizedTest
    @CsvSource({
        "TRAIN, b326b200be55ea3add88db3fcbe0afa8c13268810c1150bde429f9fd8992b352",
        "VALID, f28c5eb80cd0ebd46bdeb010b3e6c1bb04499de8d1397bb66f4f4a2b9ebbf5b3",
        "TEST, b6e67fd19b003affbdb4329a1027b6066a7e076b19ea40b02addea9eba157d9e"
    })
    void theFirstThousandNeverChange(SplitName split, String sha256) throws Exception {
        Batch batch = read(new DrawnDigits().split(split), 0, 1000);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(batch.pixels);
        digest.update(batch.labels);
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }

    @Test
    void theSplitsAreTheLessons() {
        var digits = new DrawnDigits();
        assertThat(digits.name()).isEqualTo("drawn digits");
        assertThat(digits.location()).isEqualTo("built in");
        assertThat(digits.split(SplitName.TRAIN).rows()).isEqualTo(50_000);
        assertThat(digits.split(SplitName.VALID).rows()).isEqualTo(10_000);
        assertThat(digits.split(SplitName.TEST).rows()).isEqualTo(10_000);
        assertThat(digits.split(SplitName.TEST).columns()).isEqualTo(COLUMNS);
        assertThat(digits.split(SplitName.TEST).classes()).isEqualTo(10);
        assertThat(digits.split(SplitName.TEST).name()).isEqualTo("drawn digits, test");
    }

    @Test
    void trainAndValidFollowEachOther() {
        // 12 training rows: 10 train, 2 valid; 60: 50 train, so its ids 10 and 11 are the 2 valid ones
        Batch valid = read(new DrawnDigits(7, 12, 1).split(SplitName.VALID), 0, 2);
        Batch train = read(new DrawnDigits(7, 60, 1).split(SplitName.TRAIN), 10, 2);
        assertThat(valid.pixels).isEqualTo(train.pixels);
        assertThat(valid.labels).isEqualTo(train.labels);
    }

    @ParameterizedTest
    @EnumSource(SplitName.class)
    void readingFromTheMiddleIsReadingThrough(SplitName split) {
        Examples examples = new DrawnDigits(3, 600, 100).split(split);
        Batch all = read(examples, 0, 100);
        Batch middle = read(examples, 61, 7);
        assertThat(middle.pixels).isEqualTo(Arrays.copyOfRange(all.pixels, 61 * COLUMNS, 68 * COLUMNS));
        assertThat(middle.labels).isEqualTo(Arrays.copyOfRange(all.labels, 61, 68));
    }

    @Test
    void noTwoImagesAreAlike() {
        Set<String> seen = new HashSet<>();
        for (SplitName split : SplitName.values()) {
            Batch batch = read(new DrawnDigits().split(split), 0, 2000);
            for (int row = 0; row < 2000; row++) {
                byte[] image = Arrays.copyOfRange(batch.pixels, row * COLUMNS, (row + 1) * COLUMNS);
                assertThat(seen.add(HexFormat.of().formatHex(image)))
                        .as("%s %d", split, row)
                        .isTrue();
            }
        }
    }

    @Test
    void anotherSeedWritesOtherDigits() {
        Batch one = read(new DrawnDigits(1, 60, 10).split(SplitName.TEST), 0, 10);
        Batch two = read(new DrawnDigits(2, 60, 10).split(SplitName.TEST), 0, 10);
        assertThat(one.pixels).isNotEqualTo(two.pixels);
        assertThat(one.labels).isNotEqualTo(two.labels);
    }

    @Test
    void theClassesAreBalanced() {
        Batch batch = read(new DrawnDigits().split(SplitName.TRAIN), 0, 10_000);
        int[] counts = new int[10];
        for (byte label : batch.labels) {
            counts[label]++;
        }
        // binomial(10,000, 1/10) has deviation 30: five of them
        for (int count : counts) {
            assertThat(count).isBetween(850, 1150);
        }
    }

    @Test
    void theGreysAreLikeMnist() {
        Batch batch = read(new DrawnDigits().split(SplitName.TRAIN), 0, 5000);
        double sum = 0;
        double squares = 0;
        int dark = 0;
        int brightest = 0;
        for (byte pixel : batch.pixels) {
            double value = (pixel & 0xff) / 256.0;
            sum += value;
            squares += value * value;
            dark += pixel == 0 ? 1 : 0;
            brightest = Math.max(brightest, pixel & 0xff);
        }
        double mean = sum / batch.pixels.length;
        assertThat(mean).isBetween(0.10, 0.16);
        assertThat(Math.sqrt(squares / batch.pixels.length - mean * mean)).isBetween(0.25, 0.35);
        assertThat(dark).isGreaterThan(batch.pixels.length / 2);
        assertThat(brightest).isEqualTo(255);
    }

    @Test
    void examplesTravelAsAFewBytes() throws Exception {
        Examples examples = new DrawnDigits().split(SplitName.VALID);
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(examples);
        }
        assertThat(bytes.size()).isLessThan(300);
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Examples arrived = (Examples) in.readObject();
            assertThat(arrived).isEqualTo(examples);
            assertThat(read(arrived, 5, 3).pixels).isEqualTo(read(examples, 5, 3).pixels);
        }
    }

    @Test
    void readingPastTheEndIsRefused() {
        Examples test = new DrawnDigits(1, 60, 10).split(SplitName.TEST);
        assertThat(read(test, 7, 3).labels).hasSize(3);
        assertThatThrownBy(() -> read(test, 7, 4))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("drawn digits, test, example 7: expected 4 more examples, found 3 of 10");
        assertThatThrownBy(() -> read(test, 11, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("example 0: expected 11 more examples, found 10 of 10");
    }

    @Test
    void pixelsThatDoNotFitTheLabelsAreRefused() {
        try (ExampleReader reader = new DrawnDigits().split(SplitName.TEST).open()) {
            assertThatThrownBy(() -> reader.read(new byte[COLUMNS], new byte[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected room for 2 x 784 pixels, found 784");
        }
    }

    @Test
    void anEmptySplitIsRefused() {
        assertThatThrownBy(() -> new DrawnDigits(1, 5, 1).split(SplitName.VALID))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("drawn digits, valid: expected at least 1 example, found 0");
    }

    /** A linear rule reads most digits and misses many: there is something to learn, and a hidden layer has work. */
    @Test
    void theNearestMeanImageIsRightMoreOftenThanByChanceAndFarFromAlways() {
        var digits = new DrawnDigits();
        Batch train = read(digits.split(SplitName.TRAIN), 0, 5000);
        Batch test = read(digits.split(SplitName.TEST), 0, 2000);
        double[][] means = new double[10][COLUMNS];
        int[] counts = new int[10];
        for (int row = 0; row < train.labels.length; row++) {
            counts[train.labels[row]]++;
            for (int i = 0; i < COLUMNS; i++) {
                means[train.labels[row]][i] += train.grey(row, i);
            }
        }
        for (int digit = 0; digit < 10; digit++) {
            for (int i = 0; i < COLUMNS; i++) {
                means[digit][i] /= counts[digit];
            }
        }
        int correct = 0;
        for (int row = 0; row < test.labels.length; row++) {
            correct += nearest(means, test, row) == test.labels[row] ? 1 : 0;
        }
        assertThat((double) correct / test.labels.length).isBetween(0.5, 0.9);
    }

    private static int nearest(double[][] means, Batch batch, int row) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int i = 0; i < COLUMNS; i++) {
                double off = batch.grey(row, i) - means[digit][i];
                distance += off * off;
            }
            if (distance < least) {
                least = distance;
                best = digit;
            }
        }
        return best;
    }

    private record Batch(byte[] pixels, byte[] labels) {
        int grey(int row, int column) {
            return pixels[row * COLUMNS + column] & 0xff;
        }
    }

    private static Batch read(Examples examples, int first, int count) {
        var batch = new Batch(new byte[count * examples.columns()], new byte[count]);
        try (ExampleReader reader = examples.open()) {
            reader.skip(first);
            reader.read(batch.pixels, batch.labels);
        }
        return batch;
    }
}
