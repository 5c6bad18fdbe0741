package dev.odeon.gpu.emulator;

import java.util.List;

/// What an instruction without effects computes.
///
/// @param result type of its result
/// @param operands types of its operands
/// @param function from the bits of the operands to those of the result; 32 bits stand in the low
///   half of a long, whatever is above
record Rule(String result, List<String> operands, Function function) {
  /// The bits.
  @FunctionalInterface
  interface Function {
    long apply(long a, long b, long c);
  }

  static Rule unary(String type, Function function) {
    return new Rule(type, List.of(type), function);
  }

  static Rule binary(String type, Function function) {
    return new Rule(type, List.of(type, type), function);
  }

  static Rule ternary(String type, Function function) {
    return new Rule(type, List.of(type, type, type), function);
  }
}
