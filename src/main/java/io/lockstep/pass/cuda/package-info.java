/**
 * The pass on a GPU by NVIDIA's own libraries: its memory, its matrix products and small kernels of ours. ND4J has
 * no part in it. The address of a GPU comes in; out goes a {@link io.lockstep.pass.cuda.CudaStream} for each task slot.
 *
 * <p>To read in this order: {@code CudaDevice}, {@code CudaStream}, {@code DeviceMemory}, {@code MatrixProduct}, {@code ExampleCache}, {@code CudaFeatures},
 * {@code CudaLayer}, {@code CudaPass};
 * {@code pass.cu}, among the resources, has the kernels. {@code Driver}, {@code Nvrtc} and {@code CublasLt} are the libraries' functions
 * under their own names, called through JNA: JavaCPP's presets are each bound to one major version of CUDA by the versions of the
 * libraries' symbols, and the driver's interface and these functions are the same in CUDA 12 and 13.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass}, {@code pass.device} and JNA.
 */
package io.lockstep.pass.cuda;
