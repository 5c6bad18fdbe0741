package dev.odeon.nn.train;

import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.optim.Objective;

/// An objective that looks at a part of its data at a time. Between two draws it is one function.
public interface BatchObjective extends Objective {
  /// Takes the next part, and new noise where it has any.
  void draw(SplitMix64 random);
}
