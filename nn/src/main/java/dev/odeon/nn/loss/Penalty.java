package dev.odeon.nn.loss;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// What one residual costs.
public sealed interface Penalty {
  /// The cost of each residual `r`, traced.
  Tensor apply(Tensor r);

  /// `r^2`.
  record Square() implements Penalty {
    @Override
    public Tensor apply(Tensor r) {
      return r.times(r);
    }
  }

  /// `|r|`; derivative 0 at 0.
  record Absolute() implements Penalty {
    @Override
    public Tensor apply(Tensor r) {
      return r.abs();
    }
  }

  /// `r^2 / 2` up to `delta`, then `delta (|r| - delta / 2)`. Huber, Robust estimation of a
  /// location parameter (1964).
  ///
  /// @param delta where the square ends, positive
  record Huber(double delta) implements Penalty {
    public Huber {
      if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("huber: delta " + delta + " is not a positive number");
      }
    }

    @Override
    public Tensor apply(Tensor r) {
      Tensor size = r.abs();
      Tensor near = r.times(r).times(0.5);
      Tensor far = size.minus(delta / 2).times(delta);
      return size.compare(Comparison.LE, delta).select(near, far);
    }
  }
}
