package dev.odeon.nn.backend.cpu.kernel;

/// A tile of a product of two operands that differ from lane to lane.
///
/// @param engine what registers hold
/// @param precision element type
/// @param rows rows
/// @param columns columns
record LaneProductShape(Engine engine, Precision precision, int rows, int columns) {}
