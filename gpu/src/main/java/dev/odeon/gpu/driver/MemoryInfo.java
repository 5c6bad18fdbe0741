package dev.odeon.gpu.driver;

/// Memory of a device.
///
/// @param freeBytes what an allocation may take; other processes may take it meanwhile
/// @param totalBytes all of it
public record MemoryInfo(long freeBytes, long totalBytes) {}
