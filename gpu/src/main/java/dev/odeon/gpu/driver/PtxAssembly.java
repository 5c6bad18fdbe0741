package dev.odeon.gpu.driver;

/// Machine code that the PTX compiler made.
///
/// @param bytes size of the machine code, a `cubin`
/// @param log one block a function: registers, stack frame, spilled bytes, shared memory
public record PtxAssembly(long bytes, String log) {}
