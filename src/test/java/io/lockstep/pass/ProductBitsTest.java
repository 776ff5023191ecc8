package io.lockstep.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.lockstep.pass.device.NativeThreads;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the kernel {@code nd4j} relies on: the bits of an OpenBLAS product depend on its factors alone on one type of processor, not on where
 * they lie in memory, nor on what lay where it goes.
 */
class ProductBitsTest {
    /** Floats in a line of a processor's cache, whose borders are what a kernel could align to. */
    private static final int LINE = 16;

    @BeforeAll
    static void oneThread() {
        NativeThreads.single();
    }

    /** The products of a layer, for blocks and layers of many sizes. */
    @ParameterizedTest
    @CsvSource({"512, 784, 50", "512, 50, 10", "512, 50, 1", "64, 784, 16", "37, 12, 8", "7, 784, 50", "1, 784, 10"})
    void alignmentAndOldContentsDoNotMatter(int rows, int in, int out) {
        assertOneResult(false, false, rows, out, in); // x (rows, in) weight (in, out)
        assertOneResult(true, false, in, out, rows); // xᵀ (in, rows) dOutput (rows, out)
        assertOneResult(false, true, rows, in, out); // dOutput (rows, out) weightᵀ (out, in)
    }

    /** (m, n) = (m, k) (k, n), one of which may lie transposed. */
    private static void assertOneResult(boolean leftTransposed, boolean rightTransposed, int m, int n, int k) {
        Random random = new Random(m + 1_000L * n + 1_000_000L * k);
        float[] left = gaussians(random, m * k);
        float[] right = gaussians(random, k * n);
        float[] expected = null;
        for (int shift = 0; shift < LINE; shift++) {
            try (FloatPointer a = new FloatPointer((long) m * k + LINE);
                    FloatPointer b = new FloatPointer((long) k * n + LINE);
                    FloatPointer c = new FloatPointer((long) m * n + LINE)) {
                float[] old = new float[m * n];
                Arrays.fill(old, shift % 2 == 0 ? Float.NaN : 1e30f);
                FloatPointer product =
                        c.getPointer(5L * shift % LINE).put(old, 0, old.length); // three different shifts
                cblas_sgemm(
                        CblasRowMajor,
                        leftTransposed ? CblasTrans : CblasNoTrans,
                        rightTransposed ? CblasTrans : CblasNoTrans,
                        m,
                        n,
                        k,
                        1,
                        a.getPointer(shift).put(left, 0, left.length),
                        leftTransposed ? m : k,
                        b.getPointer(3L * shift % LINE).put(right, 0, right.length),
                        rightTransposed ? k : n,
                        0,
                        product,
                        n);
                float[] found = new float[m * n];
                product.get(found, 0, found.length);
                expected = expected == null ? found : expected;
                assertThat(found).as("shifted by %d floats", shift).isEqualTo(expected);
            }
        }
    }

    private static float[] gaussians(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
