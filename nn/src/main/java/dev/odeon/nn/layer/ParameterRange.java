package dev.odeon.nn.layer;

import dev.odeon.nn.trace.Tensor;

/// The numbers that a parameter may take. Fits work with a free number u without bounds; the
/// parameter is a smooth increasing function of it.
public sealed interface ParameterRange {
  /// Any number: the parameter is u.
  ParameterRange ANY = new Any();

  /// Positive numbers: the parameter is e^u.
  ParameterRange POSITIVE = new Positive();

  /// Numbers between two bounds.
  ///
  /// @throws IllegalArgumentException if the bounds are not finite and ascending
  static ParameterRange between(double low, double high) {
    return new Between(low, high);
  }

  /// The parameter, traced.
  Tensor value(Tensor u);

  /// The parameter.
  double value(double u);

  /// The derivative of the parameter for u.
  double slope(double u);

  /// The u of a parameter.
  ///
  /// @throws IllegalArgumentException if it is not within the range
  double free(double value);

  /// Any number.
  record Any() implements ParameterRange {
    @Override
    public Tensor value(Tensor u) {
      return u;
    }

    @Override
    public double value(double u) {
      return u;
    }

    @Override
    public double slope(double u) {
      return 1;
    }

    @Override
    public double free(double value) {
      return require(Double.isFinite(value), value, "a finite number");
    }
  }

  /// Positive numbers.
  record Positive() implements ParameterRange {
    @Override
    public Tensor value(Tensor u) {
      return u.exp();
    }

    @Override
    public double value(double u) {
      return Math.exp(u);
    }

    @Override
    public double slope(double u) {
      return Math.exp(u);
    }

    @Override
    public double free(double value) {
      boolean fits = value > 0 && value < Double.POSITIVE_INFINITY;
      return Math.log(require(fits, value, "a positive number"));
    }
  }

  /// Numbers between bounds, which are not taken themselves: `low + (high - low) / (1 + e^-u)`.
  ///
  /// @param low lower bound
  /// @param high upper bound
  record Between(double low, double high) implements ParameterRange {
    public Between {
      if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
        throw new IllegalArgumentException(
            "range: bounds " + low + " and " + high + " are not finite and ascending");
      }
      if (Double.isInfinite(high - low)) {
        throw new IllegalArgumentException(
            "range: bounds " + low + " and " + high + " are too far apart");
      }
    }

    @Override
    public Tensor value(Tensor u) {
      return u.logistic().times(high - low).plus(low);
    }

    @Override
    public double value(double u) {
      return low + (high - low) / (1 + Math.exp(-u));
    }

    @Override
    public double slope(double u) {
      double part = 1 / (1 + Math.exp(-Math.abs(u)));
      return (high - low) * part * (1 - part);
    }

    @Override
    public double free(double value) {
      require(low < value && value < high, value, "between " + low + " and " + high);
      return Math.log((value - low) / (high - value));
    }
  }

  private static double require(boolean fits, double value, String what) {
    if (!fits) {
      throw new IllegalArgumentException("parameter value " + value + " is not " + what);
    }
    return value;
  }
}
