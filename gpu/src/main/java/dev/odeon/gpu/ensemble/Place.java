package dev.odeon.gpu.ensemble;

/// Where a tensor lies in memory: element e at index `at + e stride`.
///
/// @param at a whole number, `f64` scalar
/// @param stride a whole number, `f64` scalar; does not matter to a scalar
public record Place(Memory memory, Variable at, Variable stride) {}
