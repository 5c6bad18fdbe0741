/// Graphs as PTX, the assembly language of CUDA devices: pure functions from a graph to text.
///
/// A lane is a thread. The bits are those of the interpreter: the same expansions of elementary
/// functions, the same order of operations, every operation rounded to nearest by name (`.rn`), so
/// that the assembler contracts nothing.
///
/// ```
/// PtxModule   = target, kernels
/// PtxKernel   = name, parameters, PtxCode
/// PtxCode     = instructions, labels, arrays in shared and local memory
/// LaneBody    : graph, operands (LaneTensor) -> results (LaneTensor), written into a PtxCode
/// LaneTensor  = elements in registers | elements in memory
/// ```
@NullMarked
package dev.odeon.gpu.ptx;

import org.jspecify.annotations.NullMarked;
