package dev.odeon.cli.fitfile;

import java.util.OptionalDouble;

/// Limits of adaptive steps, in units of t.
///
/// @param initial size of the first step
/// @param min least size
/// @param max largest size
public record StepLimits(OptionalDouble initial, OptionalDouble min, OptionalDouble max) {
  /// No limit.
  public static final StepLimits NONE =
      new StepLimits(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
