package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Scope;

/// How an equation is run; equations of equal roles may share a kernel.
sealed interface Role {
  /// All elements of small tensors in registers, a loop over lanes.
  record Unrolled(Scope scope) implements Role {}

  /// A loop over the elements of large tensors, and over lanes.
  record Looped(Scope scope, int elements) implements Role {}

  /// An instruction of the interpreter.
  record Interpreted() implements Role {}

  /// Nothing: a constant, or a repetition of a scalar that its readers read themselves.
  record Nothing() implements Role {}
}
