package io.lockstep.pass.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The product of two matrices for each block of a group: {@code c = a b}, all row-major.
 *
 * <p>cuBLAS chooses an algorithm by the sizes, and might choose another for a larger group. So the algorithm is chosen once, for
 * {@value #MOST_BLOCKS} blocks, and used for any number; and only among those that add each element's terms up in one place (no split of the
 * inner dimension, no workspace). An element's bits then depend on its own row and column alone.
 */
public final class MatrixProduct implements AutoCloseable {
    /** Most blocks of a group; the algorithm is chosen for so many. */
    public static final int MOST_BLOCKS = 1024;

    private static final int ELEMENTS_OF_A_LINE = 64;

    private final CudaStream stream;
    private final CublasLt cublas;
    private final Pointer product;
    private final Pointer a;
    private final Pointer b;
    private final Pointer c;
    private final Memory algorithm = new Memory(CublasLt.HEURISTIC_BYTES);
    private final Memory one = new Memory(Float.BYTES);
    private final Memory zero = new Memory(Float.BYTES);
    private final Memory attribute = new Memory(Long.BYTES);
    private final String sizes;

    /**
     * One of the two that are multiplied, or what they give.
     *
     * @param rows as it lies in memory
     * @param columns likewise
     * @param transposed whether its transpose takes part
     * @param stride floats from one block's to the next; 0 where all blocks have the same
     */
    public record Operand(int rows, int columns, boolean transposed, long stride) {}

    /** Elements from one block's to the next, so that each begins at a multiple of 256 bytes of floats: vectors of them are read. */
    public static long stride(long elements) {
        return (elements + ELEMENTS_OF_A_LINE - 1) / ELEMENTS_OF_A_LINE * ELEMENTS_OF_A_LINE;
    }

    /** Prepares the products of these sizes; {@code tf32} lets the tensor cores round what they multiply to 11 bits. */
    public MatrixProduct(CudaStream stream, boolean tf32, Operand a, Operand b, Operand c) {
        this.stream = stream;
        cublas = stream.device().cublasLt();
        sizes = "the product of %s and %s".formatted(text(a), text(b));
        one.setFloat(0, 1);
        zero.setFloat(0, 0);
        PointerByReference created = new PointerByReference();
        check(
                "cublasLtMatmulDescCreate",
                cublas.cublasLtMatmulDescCreate(
                        created, tf32 ? CublasLt.COMPUTE_TF32 : CublasLt.COMPUTE_FLOAT, CublasLt.FLOAT));
        product = created.getValue();
        // To cuBLAS, whose matrices are column-major, each of these is its transpose: cᵀ = bᵀ aᵀ, so b comes first.
        transpose(CublasLt.TRANSPOSE_A, b.transposed);
        transpose(CublasLt.TRANSPOSE_B, a.transposed);
        this.a = layout(a);
        this.b = layout(b);
        this.c = layout(c);
        setBlocks(MOST_BLOCKS);
        chooseAlgorithm();
    }

    private static String text(Operand operand) {
        return "(%d, %d)%s".formatted(operand.rows, operand.columns, operand.transposed ? " transposed" : "");
    }

    private void transpose(int attributeOfIt, boolean transposed) {
        if (transposed) {
            attribute.setInt(0, CublasLt.TRANSPOSED);
            check(
                    "cublasLtMatmulDescSetAttribute",
                    cublas.cublasLtMatmulDescSetAttribute(product, attributeOfIt, attribute, Integer.BYTES));
        }
    }

    private Pointer layout(Operand operand) {
        PointerByReference created = new PointerByReference();
        check(
                "cublasLtMatrixLayoutCreate",
                cublas.cublasLtMatrixLayoutCreate(
                        created, CublasLt.FLOAT, operand.columns, operand.rows, operand.columns));
        attribute.setLong(0, operand.stride);
        set(created.getValue(), CublasLt.BATCH_STRIDE, Long.BYTES);
        return created.getValue();
    }

    private void set(Pointer layout, int attributeOfIt, int bytes) {
        check(
                "cublasLtMatrixLayoutSetAttribute",
                cublas.cublasLtMatrixLayoutSetAttribute(layout, attributeOfIt, attribute, bytes));
    }

    private void setBlocks(int blocks) {
        attribute.setInt(0, blocks);
        set(a, CublasLt.BATCH_COUNT, Integer.BYTES);
        set(b, CublasLt.BATCH_COUNT, Integer.BYTES);
        set(c, CublasLt.BATCH_COUNT, Integer.BYTES);
    }

    private void chooseAlgorithm() {
        PointerByReference created = new PointerByReference();
        check("cublasLtMatmulPreferenceCreate", cublas.cublasLtMatmulPreferenceCreate(created));
        Pointer preference = created.getValue();
        attribute.setLong(0, 0); // both: no workspace, and none of the schemes that add parts up
        check(
                "cublasLtMatmulPreferenceSetAttribute",
                cublas.cublasLtMatmulPreferenceSetAttribute(
                        preference, CublasLt.WORKSPACE_BYTES, attribute, Long.BYTES));
        check(
                "cublasLtMatmulPreferenceSetAttribute",
                cublas.cublasLtMatmulPreferenceSetAttribute(
                        preference, CublasLt.REDUCTION_SCHEMES, attribute, Integer.BYTES));
        IntByReference found = new IntByReference();
        int result = cublas.cublasLtMatmulAlgoGetHeuristic(
                stream.cublas(), product, b, a, c, c, preference, 1, algorithm, found);
        check("cublasLtMatmulAlgoGetHeuristic", result == 0 && found.getValue() == 0 ? CublasLt.NOT_SUPPORTED : result);
        check("cublasLtMatmulPreferenceDestroy", cublas.cublasLtMatmulPreferenceDestroy(preference));
    }

    /** Multiplies so many blocks' matrices. */
    public void of(DeviceMemory aValues, DeviceMemory bValues, DeviceMemory cValues, int blocks) {
        setBlocks(blocks);
        Pointer result = new Pointer(cValues.address());
        check(
                "cublasLtMatmul",
                cublas.cublasLtMatmul(
                        stream.cublas(),
                        product,
                        one,
                        new Pointer(bValues.address()),
                        b,
                        new Pointer(aValues.address()),
                        a,
                        zero,
                        result,
                        c,
                        result,
                        c,
                        algorithm,
                        Pointer.NULL,
                        0,
                        stream.handle()));
    }

    private void check(String call, int result) {
        stream.device().checkCublas(call, result, sizes + " at " + stream.doing());
    }

    @Override
    public void close() {
        cublas.cublasLtMatrixLayoutDestroy(a);
        cublas.cublasLtMatrixLayoutDestroy(b);
        cublas.cublasLtMatrixLayoutDestroy(c);
        cublas.cublasLtMatmulDescDestroy(product);
        algorithm.close();
        one.close();
        zero.close();
        attribute.close();
    }
}
