package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.step.StepGraphs;

/// Whether a run keeps its accepted steps for a sensitivity.
public sealed interface Recording {
  /// Only the states at the save times.
  Recording NONE = new None();

  /// `(t, h, y)` of every accepted step: 8 (d + 2) bytes a step and lane.
  Recording FULL = new Full();

  /// Checkpoints within `bytes` for all lanes together.
  static Recording within(long bytes) {
    return new Within(bytes);
  }

  /// Checkpoints, and what `kept` makes of each step while there is room, within `bytes` for all
  /// lanes together.
  ///
  /// @param kept `(t, h, y, dy/dt, p)` to what is to be kept, see [StepGraphs#advance]
  static Recording taped(long bytes, Graph kept) {
    return new Taped(new Within(bytes), kept);
  }

  /// Nothing is kept.
  record None() implements Recording {}

  /// Every step is kept.
  record Full() implements Recording {}

  /// Every step is kept, with all that is carried into it, while there is room; then checkpoints
  /// from which the others can be made again.
  ///
  /// @param bytes for all lanes together
  record Within(long bytes) implements Recording {
    public Within {
      if (bytes < 1) {
        throw new IllegalArgumentException("memory of " + bytes + " bytes for checkpoints");
      }
    }
  }

  /// Checkpoints, and with them what a sensitivity would have to compute again. It is given up as
  /// soon as both together do not fit.
  ///
  /// @param kept `(t, h, y, dy/dt, p)` to what is to be kept
  record Taped(Within steps, Graph kept) implements Recording {}
}
