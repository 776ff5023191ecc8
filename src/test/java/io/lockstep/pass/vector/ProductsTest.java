package io.lockstep.pass.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products are what their definition says, bit by bit: one chain of fused multiply-adds for each element, in the order of the terms. Here it is
 * written as three loops that skip nothing; sizes, numbers and layouts are drawn from the seed in a test's name.
 */
class ProductsTest {
    private static final int CASES = 40;
    private static final long LARGEST_PRODUCT = 4_000_000;
    private static final int DIRTY = 0x7fc0dead; // a NaN: what no test expects

    static LongStream seeds() {
        return LongStream.range(0, CASES);
    }

    /** (rows, terms) times (terms, columns), both row-major. */
    private record Factors(int rows, int terms, int columns, float[] a, float[] b) {
        static Factors draw(Random random) {
            int columns = random.nextInt(10) == 0 ? 4_096 : size(random, 300);
            int rows = size(random, 600);
            int terms = (int) Math.max(1, Math.min(size(random, 900), LARGEST_PRODUCT / columns / rows));
            boolean whole = random.nextBoolean();
            double share = random.nextInt(4) / 3.0; // 0: all are 0; 1: none is, but for some of the numbers drawn
            return new Factors(
                    rows,
                    terms,
                    columns,
                    floats(random, rows * terms, share, whole),
                    floats(random, terms * columns, random.nextBoolean() ? 1 : 0.5, false));
        }

        /** Small ones as often as large ones. */
        private static int size(Random random, int largest) {
            return (int) Math.round(Math.exp(random.nextDouble() * Math.log(largest)));
        }

        private static float[] floats(Random random, int count, double share, boolean whole) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                if (random.nextDouble() < share) {
                    values[i] = whole ? random.nextInt(256) : number(random);
                }
            }
            return values;
        }

        private static float number(Random random) {
            return switch (random.nextInt(30)) {
                case 0 -> -0f;
                case 1 -> Float.MIN_VALUE * random.nextInt(1_000);
                case 2 -> (float) (1e18 * random.nextGaussian());
                case 3 -> (float) (1e-25 * random.nextGaussian());
                default -> (float) random.nextGaussian();
            };
        }

        boolean areBytes() {
            return IntStream.range(0, a.length).allMatch(i -> a[i] == (int) a[i] && a[i] >= 0 && a[i] < 256);
        }

        ByteLists byteLists() {
            byte[] bytes = new byte[a.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (int) a[i];
            }
            return ByteLists.of(bytes, terms);
        }

        /** Rows further apart than they need to be. */
        DenseFactor dense() {
            int stride = terms + 5;
            float[] values = dirty(rows * stride);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(a, row * terms, values, row * stride, terms);
            }
            return DenseFactor.of(values, rows, terms, stride);
        }

        /** The same numbers, of which it is the terms that are contiguous. */
        DenseFactor transposedDense() {
            float[] values = new float[a.length];
            for (int row = 0; row < rows; row++) {
                for (int t = 0; t < terms; t++) {
                    values[t * rows + row] = a[row * terms + t];
                }
            }
            return DenseFactor.of(values, terms, rows, rows).transposed();
        }

        float[] product() {
            float[] c = new float[rows * columns];
            int section = Sections.size(terms);
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < columns; j++) {
                    for (int first = 0; first < terms; first += section) {
                        float chain = 0;
                        for (int t = first; t < Math.min(terms, first + section); t++) {
                            chain = Math.fma(a[row * terms + t], b[t * columns + j], chain);
                        }
                        c[row * columns + j] += chain;
                    }
                }
            }
            return c;
        }

        /** By a loaded factor, without the padding; +0 for -0, whose sign may depend on what was skipped. */
        float[] product(RightFactor right, LeftFactor left) {
            float[] c = dirty(rows * right.stride());
            right.multiply(left, c);
            return DenseFactor.of(c, rows, columns, right.stride()).compact();
        }
    }

    private static float[] dirty(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.intBitsToFloat(DIRTY));
        return values;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyProductIsItsDefinition(long seed) {
        Factors factors = Factors.draw(new Random(seed));
        mustBeTheirDefinition(factors);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void zeroTimesWhatIsNotFiniteIsNotHidden(long seed) {
        Random random = new Random(~seed);
        Factors factors = Factors.draw(random);
        float[] planted = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float[] into = seed % 3 == 0 ? factors.a() : factors.b();
        into[random.nextInt(into.length)] = planted[random.nextInt(planted.length)];
        assertThat(factors.product()).as("the definition finds it").satisfies(ProductsTest::isNotFinite);
        mustBeTheirDefinition(factors);
    }

    private static void isNotFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return;
            }
        }
        throw new AssertionError("all are finite");
    }

    private static void mustBeTheirDefinition(Factors factors) {
        float[] expected = plusZero(factors.product());
        for (Loops loops : new Loops[] {PlainLoops.INSTANCE, VectorLoops.PREFERRED}) {
            RightFactor right = loops.factor(factors.terms(), factors.columns());
            right.load(
                    new float[factors.terms() * factors.columns()], 0, factors.columns(), 1); // forgotten by the next
            right.multiply(factors.dense(), new float[factors.rows() * right.stride()]);
            for (boolean transposed : new boolean[] {false, true}) {
                load(right, factors, transposed);
                String how = "%s, %d x %d x %d%s, "
                        .formatted(
                                loops,
                                factors.rows(),
                                factors.terms(),
                                factors.columns(),
                                transposed ? ", right factor transposed" : "");
                if (factors.areBytes()) {
                    mustBe(expected, factors.product(right, factors.byteLists()), how + "bytes");
                    mustBe(
                            expected,
                            factors.product(
                                    right, factors.byteLists().transposed().transposed()),
                            how + "bytes, transposed twice");
                }
                FloatLists lists = FloatLists.of(factors.dense());
                mustBe(expected, factors.product(right, lists), how + "floats");
                mustBe(
                        expected,
                        factors.product(right, lists.transposed().transposed()),
                        how + "floats, transposed twice");
                mustBe(
                        expected,
                        factors.product(right, FloatLists.of(factors.transposedDense())),
                        how + "floats of a transposed factor");
                mustBe(expected, factors.product(right, factors.dense()), how + "dense");
                mustBe(expected, factors.product(right, factors.transposedDense()), how + "dense, transposed");
            }
        }
    }

    /** From the middle of an array, or with the columns as rows, as the weights are for the backward pass. */
    private static void load(RightFactor right, Factors factors, boolean transposed) {
        int terms = factors.terms();
        int columns = factors.columns();
        int stride = transposed ? terms : columns + 3;
        int offset = 11;
        float[] b = dirty(offset + (transposed ? columns : terms) * stride);
        for (int t = 0; t < terms; t++) {
            for (int j = 0; j < columns; j++) {
                b[offset + (transposed ? j * stride + t : t * stride + j)] = factors.b()[t * columns + j];
            }
        }
        right.load(b, offset, transposed ? 1 : stride, transposed ? stride : 1);
    }

    private static float[] plusZero(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }

    private static void mustBe(float[] expected, float[] found, String how) {
        int different = Arrays.mismatch(expected, found); // by Float.compare: all NaNs are one, -0 is not +0
        assertThat(different)
                .as(() -> "%s: expected %s, found %s at %d"
                        .formatted(how, expected[different], found[different], different))
                .isEqualTo(-1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theGradientOfReluIsMaskedAlike(long seed) {
        Random random = new Random(seed);
        float[] special = {0f, -0f, Float.NaN, Float.MIN_VALUE, -Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 1f};
        int count = 16 * random.nextInt(13); // rows are padded to whole vectors
        float[] gradient = new float[count + 9];
        float[] output = new float[count + 9];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] =
                    random.nextInt(3) == 0 ? special[random.nextInt(special.length)] : (float) random.nextGaussian();
            output[i] =
                    random.nextInt(2) == 0 ? special[random.nextInt(special.length)] : (float) random.nextGaussian();
        }
        float[] expected = gradient.clone();
        for (int i = 0; i < count; i++) {
            expected[i] = output[i] <= 0 ? 0 : expected[i]; // where it is NaN the gradient stays
        }
        for (Loops loops : new Loops[] {PlainLoops.INSTANCE, VectorLoops.PREFERRED}) {
            float[] masked = gradient.clone();
            loops.mask(masked, output, count);
            mustBe(expected, masked, loops.toString());
        }
    }
}
