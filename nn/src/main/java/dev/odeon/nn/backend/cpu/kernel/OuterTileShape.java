package dev.odeon.nn.backend.cpu.kernel;

/// A tile of an outer product.
///
/// @param engine what registers hold
/// @param precision element type
/// @param rows rows
/// @param columns columns
/// @param start whether products are written, or added to what stands there
record OuterTileShape(Engine engine, Precision precision, int rows, int columns, Start start) {}
