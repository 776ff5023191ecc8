package io.lockstep.data.picture;

import io.lockstep.data.ExampleReader;
import io.lockstep.data.Examples;
import io.lockstep.data.WholeFile;
import io.lockstep.data.drawn.PrintedDigit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture of a few examples with their labels: as an image, or as text for a terminal.
 *
 * <p>Needs neither a display nor fonts: the pen of the drawn digits writes the labels, too.
 */
public final class DigitPicture {
    private static final int PER_ROW = 10;
    /** The longer side of a shown image, more or less; larger images up to {@link #MAX_SIDE} are shown as they are. */
    private static final int SIDE = 112;

    private static final int MAX_SIDE = 448;
    private static final int GAP = 6;
    private static final int PAPER = 255;
    private static final int LABEL_WIDTH = 11;
    private static final int LABEL_HEIGHT = 18;

    private final List<Digit> digits;

    private DigitPicture(List<Digit> digits) {
        this.digits = digits;
    }

    /**
     * One example; it owns its pixels.
     *
     * @param pixels (height, width) unsigned bytes, row-major
     * @param label the name of its class
     */
    record Digit(int height, int width, byte[] pixels, String label) {

        int grey(int y, int x) {
            return pixels[y * width + x] & 0xff;
        }
    }

    /**
     * The examples {@code first .. first + count - 1}.
     *
     * @throws DataException if there are not so many
     */
    public static DigitPicture of(Examples examples, int first, int count) {
        return of(examples, IntStream.range(first, first + count).toArray());
    }

    /**
     * The examples with these ids, in the order given.
     *
     * @throws DataException if there is no such example
     */
    public static DigitPicture of(Examples examples, int[] ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException(examples.name() + ": expected at least 1 example to show, found 0");
        }
        Map<Integer, Digit> byId = new HashMap<>();
        List<String> names = examples.classNames();
        try (ExampleReader reader = examples.open()) {
            int next = 0;
            for (int id : IntStream.of(ids).sorted().distinct().toArray()) { // a reader only moves forward
                byte[] pixels = new byte[examples.columns()];
                byte[] label = new byte[1];
                reader.skip(id - next);
                reader.read(pixels, label);
                byId.put(id, new Digit(examples.height(), examples.width(), pixels, names.get(label[0] & 0xff)));
                next = id + 1;
            }
        }
        List<Digit> digits = new ArrayList<>();
        for (int id : ids) {
            digits.add(Objects.requireNonNull(byId.get(id)));
        }
        return new DigitPicture(digits);
    }

    /** The digits in rows of ten, small ones with each pixel a square, the label below. */
    public BufferedImage image() {
        Digit any = digits.get(0);
        int across = Math.min(PER_ROW, digits.size());
        int down = (digits.size() + PER_ROW - 1) / PER_ROW;
        int widestLabel =
                digits.stream().mapToInt(digit -> digit.label().length()).max().orElse(0) * LABEL_WIDTH;
        var zoom = Zoom.of(any);
        int cellWidth = Math.max(zoom.shown(any.width()), widestLabel) + GAP;
        int cellHeight = zoom.shown(any.height()) + LABEL_HEIGHT + 3 * GAP;
        var image = new BufferedImage(across * cellWidth + GAP, down * cellHeight, BufferedImage.TYPE_BYTE_GRAY);
        int[] paper = new int[image.getWidth()];
        Arrays.fill(paper, PAPER);
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().setSamples(0, y, image.getWidth(), 1, 0, paper);
        }
        for (int i = 0; i < digits.size(); i++) {
            int left = GAP + i % PER_ROW * cellWidth;
            int top = GAP + i / PER_ROW * cellHeight;
            paint(image, digits.get(i), zoom, left + (cellWidth - GAP) / 2, top);
        }
        return image;
    }

    /**
     * How large an image is shown.
     *
     * @param squares side of the square that a pixel becomes
     * @param step of so many pixels along a side, one is shown
     */
    private record Zoom(int squares, int step) {

        static Zoom of(Digit any) {
            int side = Math.max(any.width(), any.height());
            return new Zoom(Math.max(1, SIDE / side), (side + MAX_SIDE - 1) / MAX_SIDE);
        }

        int shown(int pixels) {
            return (pixels + step - 1) / step * squares;
        }

        int pixel(int shown) {
            return shown / squares * step;
        }
    }

    private static void paint(BufferedImage image, Digit digit, Zoom zoom, int centre, int top) {
        int width = zoom.shown(digit.width());
        int height = zoom.shown(digit.height());
        int imageLeft = centre - width / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(imageLeft + x, top + y, 0, digit.grey(zoom.pixel(y), zoom.pixel(x)));
            }
        }
        String label = digit.label();
        int labelLeft = centre - label.length() * LABEL_WIDTH / 2;
        for (int i = 0; i < label.length(); i++) {
            paintLabel(image, label.charAt(i), labelLeft + i * LABEL_WIDTH, top + height + GAP);
        }
    }

    /** The pen writes numerals and the minus of a negative label; a name in letters is not painted. */
    private static void paintLabel(BufferedImage image, char character, int left, int top) {
        if (character >= '0' && character <= '9') {
            double[] ink = PrintedDigit.ink(character - '0', LABEL_WIDTH, LABEL_HEIGHT);
            for (int i = 0; i < ink.length; i++) {
                int grey = (int) (PAPER * (1 - 0.8 * ink[i]));
                image.getRaster().setSample(left + i % LABEL_WIDTH, top + i / LABEL_WIDTH, 0, grey);
            }
        } else if (character == '-') {
            for (int x = left + 2; x < left + LABEL_WIDTH - 2; x++) {
                image.getRaster().setSample(x, top + LABEL_HEIGHT / 2, 0, PAPER / 5);
            }
        }
    }

    /**
     * Writes the image as PNG, whole or not at all.
     *
     * @throws IOException if the place cannot be written
     */
    public void writePng(Path file) throws IOException {
        var png = new ByteArrayOutputStream();
        try (var output = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(image(), "png", output);
        }
        WholeFile.write(file, png.toByteArray());
    }

    /**
     * The digits side by side for a terminal: at full size where all fit in one row, otherwise in rows, with colour at
     * half size.
     *
     * @param columns the terminal's width
     * @param colour true for half blocks in 256 colours, false for plain ASCII
     * @throws IllegalArgumentException if not even one digit fits
     */
    public String text(int columns, boolean colour) {
        return DigitText.of(digits, columns, colour);
    }
}
