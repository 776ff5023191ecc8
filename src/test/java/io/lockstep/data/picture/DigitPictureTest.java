package io.lockstep.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.data.ArrayExamples;
import io.lockstep.data.DataException;
import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.ExamplesBehind;
import io.lockstep.data.SplitName;
import io.lockstep.data.drawn.DrawnDigits;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitPictureTest {
    private static final Examples TRAIN = new DrawnDigits().split(SplitName.TRAIN);

    @Test
    void eachPixelBecomesASquare() {
        BufferedImage image = DigitPicture.of(TRAIN, 3, 1).image();
        byte[] pixels = new byte[784];
        try (ExampleReader reader = TRAIN.open()) {
            reader.skip(3);
            reader.read(pixels, new byte[1]);
        }
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                int expected = pixels[y * 28 + x] & 0xff;
                assertThat(sample(image, 6 + 4 * x, 6 + 4 * y)).isEqualTo(expected);
                assertThat(sample(image, 6 + 4 * x + 3, 6 + 4 * y + 3)).isEqualTo(expected);
            }
        }
        assertThat(sample(image, 0, 0)).isEqualTo(255);
    }

    @Test
    void thereIsALabelBelow() {
        BufferedImage image = DigitPicture.of(TRAIN, 0, 1).image();
        int written = 0;
        for (int y = 6 + 28 * 4; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                written += sample(image, x, y) < 128 ? 1 : 0;
            }
        }
        assertThat(written).isBetween(8, 100);
    }

    @Test
    void moreThanTenTakeASecondRow() {
        BufferedImage ten = DigitPicture.of(TRAIN, 0, 10).image();
        BufferedImage eleven = DigitPicture.of(TRAIN, 0, 11).image();
        assertThat(eleven.getWidth()).isEqualTo(ten.getWidth());
        assertThat(eleven.getHeight()).isEqualTo(2 * ten.getHeight());
    }

    @Test
    void thePngHoldsTheImageAndNothingIsLeftAside(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("digits.png");
        DigitPicture picture = DigitPicture.of(TRAIN, 0, 3);
        picture.writePng(file);
        picture.writePng(file); // over the first
        BufferedImage read = ImageIO.read(file.toFile());
        BufferedImage image = picture.image();
        assertThat(read.getWidth()).isEqualTo(image.getWidth());
        assertThat(read.getRaster().getSamples(0, 0, read.getWidth(), read.getHeight(), 0, (int[]) null))
                .isEqualTo(image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void idsComeInTheOrderGivenAndMayRepeat() {
        String mixed = DigitPicture.of(TRAIN, new int[] {2, 0, 2}).text(28, false);
        String two = DigitPicture.of(TRAIN, 2, 1).text(28, false);
        String zero = DigitPicture.of(TRAIN, 0, 1).text(28, false);
        assertThat(mixed).isEqualTo(two + zero + two);
        assertThat(two).isNotEqualTo(zero);
    }

    @Test
    void plainTextShowsInkAsCharacters() {
        List<String> lines =
                DigitPicture.of(TRAIN, 0, 6).text(100, false).lines().toList();
        assertThat(lines)
                .hasSize(2 * 15)
                .allMatch(line -> line.length() <= 100)
                .allMatch(line -> line.matches("[ .:\\-=+*#%@0-9]*"));
        assertThat(String.join("", lines)).contains("@");
        assertThat(lines.get(14).strip().split(" +", -1)).hasSize(3);
    }

    @Test
    void colouredTextIsHalfBlocksWithinTheColumns() {
        List<String> three =
                DigitPicture.of(TRAIN, 0, 3).text(100, true).lines().toList();
        List<String> six = DigitPicture.of(TRAIN, 0, 6).text(100, true).lines().toList();
        assertThat(three).hasSize(15);
        assertThat(visible(three.get(0))).isEqualTo("▀".repeat(28) + "  " + "▀".repeat(28) + "  " + "▀".repeat(28));
        assertThat(six).hasSize(8).allMatch(line -> visible(line).length() <= 100);
        assertThat(visible(six.get(0))).startsWith("▀".repeat(14) + "  ▀");
        assertThat(three.subList(0, 14)).allMatch(line -> line.endsWith("\u001b[0m"));
    }

    @Test
    void tooFewColumnsAreRefused() {
        DigitPicture picture = DigitPicture.of(TRAIN, 0, 2);
        assertThat(picture.text(14, true)).isNotEmpty();
        assertThatThrownBy(() -> picture.text(13, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at least 14 columns, found 13");
    }

    @Test
    void aMissingExampleIsRefused() {
        Examples test = new DrawnDigits(1, 60, 10).split(SplitName.TEST);
        assertThatThrownBy(() -> DigitPicture.of(test, 8, 3))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("example 10: expected 1 more examples, found 0 of 10");
    }

    @Test
    void imagesOfAnySizeHaveAPictureAndAText() {
        for (int[] size : new int[][] {{1, 1}, {8, 8}, {32, 32}, {5, 64}, {64, 2}, {300, 200}, {900, 1000}}) {
            var examples = labelled(size[0], size[1], "0", "-1", "255");
            BufferedImage image = DigitPicture.of(examples, 0, 3).image();
            assertThat(image.getWidth()).isBetween(100, 2000);
            assertThat(image.getHeight()).isBetween(40, 2000);
            for (boolean colour : new boolean[] {false, true}) {
                String text = DigitPicture.of(examples, 0, 3).text(100, colour);
                assertThat(text.lines()).allMatch(line -> visible(line).length() <= 100);
                assertThat(text).contains("0").contains("-1").contains("255");
            }
        }
    }

    @Test
    void smallImagesAreEnlargedAndWideLabelsHaveRoom() {
        BufferedImage small = DigitPicture.of(labelled(8, 8, "0"), 0, 1).image();
        assertThat(small.getWidth()).isEqualTo(8 * 14 + 2 * 6);
        String text = DigitPicture.of(labelled(2, 1, "128", "7"), 0, 2).text(20, false);
        assertThat(text.lines().toList().get(1)).isEqualTo("128  7");
    }

    @Test
    void aClassIsShownByItsName() {
        String text = DigitPicture.of(labelled(4, 4, "z26"), 0, 1).text(80, false);
        assertThat(text).endsWith("z26\n");
    }

    /** An example of each class, all white. */
    private static Examples labelled(int height, int width, String... names) {
        var pixels = new byte[names.length * height * width];
        Arrays.fill(pixels, (byte) 255);
        var labels = new byte[names.length];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = (byte) row;
        }
        return new Named(new ArrayExamples("named", names.length, height, width, pixels, labels), List.of(names));
    }

    private record Named(Examples examples, List<String> classNames) implements ExamplesBehind {
        @Override
        public ExampleReader open() {
            return examples.open();
        }
    }

    private static int sample(BufferedImage image, int x, int y) {
        return image.getRaster().getSample(x, y, 0);
    }

    private static String visible(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
