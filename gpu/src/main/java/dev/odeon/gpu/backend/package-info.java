/// Graphs on a CUDA device: any graph, as a list of kernels that run one after another, with the
/// interpreter's bits.
///
/// ```
/// CudaBackend      = context                       compiles graphs
/// DeviceProgram    = graph -> steps, kernels       what executables of a graph share
/// DeviceStep       = launch of a kernel | sum over lanes | branch or loop that the host leads
/// DeviceState      = arrays of values on the device, one run
/// ```
@NullMarked
package dev.odeon.gpu.backend;

import org.jspecify.annotations.NullMarked;
