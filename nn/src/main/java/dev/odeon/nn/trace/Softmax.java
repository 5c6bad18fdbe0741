package dev.odeon.nn.trace;

/// The softmax, `exp(x) / sum(exp(x))`, along axes: all of them if none is named. The shape stays.
///
/// The largest element is subtracted first, so that nothing overflows; where it is infinite,
/// nothing is, and an infinite element gives NaN as `Infinity / Infinity` does.
public final class Softmax {
  private Softmax() {}

  /// `exp(x) / sum(exp(x))`: positive, of sum one.
  public static Tensor softmax(Tensor x, int... axes) {
    Tensor exponentials = shifted(x, axes).exp();
    Tensor sum = Reductions.sum(exponentials, axes);
    return exponentials.dividedBy(Reductions.spread(sum, x.shape(), axes));
  }

  /// `x - log(sum(exp(x)))`, the logarithm of the softmax, exact where that is 0 by underflow.
  public static Tensor logSoftmax(Tensor x, int... axes) {
    Tensor shifted = shifted(x, axes);
    Tensor logSum = Reductions.sum(shifted.exp(), axes).log();
    return shifted.minus(Reductions.spread(logSum, x.shape(), axes));
  }

  private static Tensor shifted(Tensor x, int... axes) {
    return x.minus(Reductions.spread(Reductions.shift(x, axes), x.shape(), axes));
  }
}
