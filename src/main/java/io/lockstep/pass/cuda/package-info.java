/**
 * The pass on a GPU with NVIDIA's libraries: device memory, matrix products and Lockstep's own kernels. It does not
 * use ND4J. Input: the address of a GPU. Output: a {@link io.lockstep.pass.cuda.CudaStream} for each task slot.
 *
 * <p>Read in this order: {@code CudaDevice}, {@code CudaStream}, {@code DeviceMemory}, {@code MatrixProduct}, {@code ExampleCache}, {@code CudaFeatures},
 * {@code CudaLayer}, {@code CudaPass};
 * {@code pass.cu}, among the resources, has the kernels. {@code Driver}, {@code Nvrtc} and {@code CublasLt} are the libraries' functions
 * under their own names, called through JNA: JavaCPP's presets are each bound to one major version of CUDA by the versions of the
 * libraries' symbols, and the driver's interface and these functions are the same in CUDA 12 and 13.
 *
 * <p>Imports {@code data}, {@code block}, {@code network}, {@code metric}, {@code pass}, {@code pass.device} and JNA.
 */
package io.lockstep.pass.cuda;
