package io.lockstep.pass.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The matrix products, {@code libcublasLt.so}: see cuBLAS's reference, "Using the cuBLASLt API". All but the two that say otherwise
 * give a {@code cublasStatus_t}, 0 for success.
 */
interface CublasLt extends Library {
    /** {@code CUDA_R_32F}. */
    int FLOAT = 0;
    /** {@code CUBLAS_COMPUTE_32F}. */
    int COMPUTE_FLOAT = 68;
    /** {@code CUBLAS_COMPUTE_32F_FAST_TF32}. */
    int COMPUTE_TF32 = 77;
    /** {@code CUBLASLT_MATMUL_DESC_TRANSA}. */
    int TRANSPOSE_A = 3;
    /** {@code CUBLASLT_MATMUL_DESC_TRANSB}. */
    int TRANSPOSE_B = 4;
    /** {@code CUBLAS_OP_T}. */
    int TRANSPOSED = 1;
    /** {@code CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT}. */
    int BATCH_COUNT = 5;
    /** {@code CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET}. */
    int BATCH_STRIDE = 6;
    /** {@code CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES}. */
    int WORKSPACE_BYTES = 1;
    /** {@code CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK}. */
    int REDUCTION_SCHEMES = 3;
    /** {@code CUBLAS_STATUS_NOT_SUPPORTED}. */
    int NOT_SUPPORTED = 15;
    /** Size of {@code cublasLtMatmulHeuristicResult_t}: the algorithm, 64 bytes, comes first. */
    int HEURISTIC_BYTES = 96;

    /** Not a status: the version, 120_800 for 12.8. */
    long cublasLtGetVersion();

    int cublasLtCreate(PointerByReference handle);

    int cublasLtDestroy(Pointer handle);

    int cublasLtMatmulDescCreate(PointerByReference product, int computeType, int scaleType);

    int cublasLtMatmulDescDestroy(Pointer product);

    int cublasLtMatmulDescSetAttribute(Pointer product, int attribute, Pointer value, long bytes);

    int cublasLtMatrixLayoutCreate(PointerByReference layout, int type, long height, long width, long leading);

    int cublasLtMatrixLayoutDestroy(Pointer layout);

    int cublasLtMatrixLayoutSetAttribute(Pointer layout, int attribute, Pointer value, long bytes);

    int cublasLtMatmulPreferenceCreate(PointerByReference preference);

    int cublasLtMatmulPreferenceDestroy(Pointer preference);

    int cublasLtMatmulPreferenceSetAttribute(Pointer preference, int attribute, Pointer value, long bytes);

    int cublasLtMatmulAlgoGetHeuristic(
            Pointer handle,
            Pointer product,
            Pointer a,
            Pointer b,
            Pointer c,
            Pointer d,
            Pointer preference,
            int wanted,
            Pointer results,
            IntByReference found);

    int cublasLtMatmul(
            Pointer handle,
            Pointer product,
            Pointer alpha,
            Pointer a,
            Pointer aLayout,
            Pointer b,
            Pointer bLayout,
            Pointer beta,
            Pointer c,
            Pointer cLayout,
            Pointer d,
            Pointer dLayout,
            Pointer algorithm,
            Pointer workspace,
            long workspaceBytes,
            Pointer stream);

    /** Not a status: the name of one. */
    String cublasLtGetStatusName(int status);
}
