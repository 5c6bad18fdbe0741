package dev.odeon.gpu.driver;

/// A module that the driver has loaded.
///
/// @param handle of the module
/// @param log what the assembler had to say, such as registers and spills; may be empty
public record ModuleImage(long handle, String log) {}
