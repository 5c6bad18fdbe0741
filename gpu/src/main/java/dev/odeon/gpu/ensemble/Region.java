package dev.odeon.gpu.ensemble;

/// The part of an array from index `at` on.
///
/// @param at a whole number, `f64` scalar
public record Region(Memory memory, Variable at) implements Operand {}
