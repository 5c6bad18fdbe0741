package dev.odeon.validation.precision;

import java.util.OptionalDouble;

/// How an integration ended.
///
/// @param error at the end, in units of `relTol |y| + absTol` at relative tolerance 1; empty if the
///   end was not reached
/// @param evaluations evaluations of the field
record Ending(OptionalDouble error, long evaluations) {
  static Ending failed(long evaluations) {
    return new Ending(OptionalDouble.empty(), evaluations);
  }
}
