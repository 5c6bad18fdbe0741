package dev.odeon.nn.train;

import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.optim.Optimizer;

/// A number of steps of a first-order rule.
///
/// @param optimizer the rule
/// @param steps at least 1
public record FirstOrderStage(Optimizer optimizer, int steps) implements Stage {
  public FirstOrderStage {
    if (steps < 1) {
      throw new IllegalArgumentException("steps " + steps + " is not at least 1");
    }
  }

  @Override
  public String kind() {
    return name(optimizer);
  }

  private static String name(Optimizer rule) {
    return rule instanceof ClipNorm clip ? name(clip.rule()) : rule.getClass().getSimpleName();
  }
}
