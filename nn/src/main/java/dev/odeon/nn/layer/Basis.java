package dev.odeon.nn.layer;

import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A sequence of functions of one number.
public enum Basis {
  /// 1, x, x^2, ...
  MONOMIALS,
  /// Chebyshev polynomials of the first kind, `T_k(cos a) = cos(k a)`; for x in [-1, 1].
  CHEBYSHEV,
  /// Legendre polynomials, `(k + 1) P_(k+1) = (2k + 1) x P_k - k P_(k-1)`; for x in [-1, 1].
  LEGENDRE,
  /// 1, sin x, cos x, sin 2x, cos 2x, ...
  FOURIER;

  /// The first `count` functions at `x`, as a vector.
  ///
  /// @param x a scalar
  /// @param count at least 1
  public Tensor apply(Tensor x, int count) {
    if (x.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "basis: argument of shape [" + x.shape() + "] is not a scalar");
    }
    if (count < 1) {
      throw new IllegalArgumentException("basis: count " + count + " is below 1");
    }
    List<Tensor> values = new ArrayList<>(List.of(x.scalar(1)));
    for (int k = 1; k < count; k++) {
      values.add(next(x, values, k));
    }
    return Tensor.concatenate(values);
  }

  private Tensor next(Tensor x, List<Tensor> values, int k) {
    Tensor last = values.get(k - 1);
    return switch (this) {
      case MONOMIALS -> last.times(x);
      case CHEBYSHEV -> k == 1 ? x : x.times(last).times(2).minus(values.get(k - 2));
      case LEGENDRE ->
          k == 1
              ? x
              : x.times(last)
                  .times((2.0 * k - 1) / k)
                  .minus(values.get(k - 2).times((k - 1.0) / k));
      case FOURIER -> {
        int frequency = (k + 1) / 2;
        Tensor angle = x.times(frequency);
        yield k % 2 == 1 ? angle.sin() : angle.cos();
      }
    };
  }
}
