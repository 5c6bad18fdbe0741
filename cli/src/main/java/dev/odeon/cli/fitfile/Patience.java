package dev.odeon.cli.fitfile;

import java.util.Optional;
import java.util.OptionalDouble;

/// When the solver gives up, beside the number of steps.
///
/// @param evaluations most evaluations of the equations for one trajectory
/// @param seconds how long a run may take
public record Patience(Optional<Integer> evaluations, OptionalDouble seconds) {
  /// Without limits.
  public static final Patience NONE = new Patience(Optional.empty(), OptionalDouble.empty());

  /// Whether there is no limit.
  public boolean isEndless() {
    return evaluations.isEmpty() && seconds.isEmpty();
  }
}
