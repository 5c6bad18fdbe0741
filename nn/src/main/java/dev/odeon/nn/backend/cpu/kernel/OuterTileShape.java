package dev.odeon.nn.backend.cpu.kernel;

/// A tile of a sum of outer products.
///
/// @param engine what registers hold
/// @param precision element type
/// @param rows rows
/// @param columns columns
record OuterTileShape(Engine engine, Precision precision, int rows, int columns) {}
