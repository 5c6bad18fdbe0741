package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.TensorType;

/// A tensor that each thread has for itself, in registers.
///
/// @param id number in its program
public record Variable(int id, TensorType type) implements Operand {}
