package dev.odeon.gpu.ensemble;

import java.util.List;

/// What each thread of a kernel does.
///
/// @param arguments scalars (`f64`) that are given at the launch
/// @param memories arrays that are given at the launch, in the order of their numbers
public record ThreadProgram(
    String name, List<Variable> arguments, List<Memory> memories, List<Statement> body) {
  public ThreadProgram {
    arguments = List.copyOf(arguments);
    memories = List.copyOf(memories);
    body = List.copyOf(body);
  }
}
