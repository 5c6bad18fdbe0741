package dev.odeon.cli.model;

import dev.odeon.cli.fitfile.Bounds;
import dev.odeon.nn.trace.Tensor;

/// A fitted number x as a smooth function of a number u without bounds, so that no optimiser needs
/// to know of bounds.
sealed interface Transform {
  /// x of u.
  double toBounded(double u);

  /// u of x, for x strictly inside the bounds.
  double toFree(double x);

  /// x of u, traced.
  Tensor toBounded(Tensor u);

  /// The transform for `bounds`.
  static Transform of(Bounds bounds) {
    boolean below = bounds.min() != Double.NEGATIVE_INFINITY;
    boolean above = bounds.max() != Double.POSITIVE_INFINITY;
    if (below && above) {
      return new Between(bounds.min(), bounds.max());
    }
    return below ? new Above(bounds.min()) : above ? new Below(bounds.max()) : new Free();
  }

  /// `x = u`.
  record Free() implements Transform {
    @Override
    public double toBounded(double u) {
      return u;
    }

    @Override
    public double toFree(double x) {
      return x;
    }

    @Override
    public Tensor toBounded(Tensor u) {
      return u;
    }
  }

  /// `x = min + e^u`.
  record Above(double min) implements Transform {
    @Override
    public double toBounded(double u) {
      return min + StrictMath.exp(u);
    }

    @Override
    public double toFree(double x) {
      return StrictMath.log(x - min);
    }

    @Override
    public Tensor toBounded(Tensor u) {
      return u.exp().plus(min);
    }
  }

  /// `x = max - e^u`.
  record Below(double max) implements Transform {
    @Override
    public double toBounded(double u) {
      return max - StrictMath.exp(u);
    }

    @Override
    public double toFree(double x) {
      return StrictMath.log(max - x);
    }

    @Override
    public Tensor toBounded(Tensor u) {
      return u.exp().negate().plus(max);
    }
  }

  /// `x = min + (max - min) / (1 + e^-u)`.
  record Between(double min, double max) implements Transform {
    @Override
    public double toBounded(double u) {
      return min + (max - min) / (1 + StrictMath.exp(-u));
    }

    @Override
    public double toFree(double x) {
      return StrictMath.log((x - min) / (max - x));
    }

    @Override
    public Tensor toBounded(Tensor u) {
      return u.logistic().times(max - min).plus(min);
    }
  }
}
