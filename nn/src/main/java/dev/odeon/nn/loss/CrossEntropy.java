package dev.odeon.nn.loss;

import dev.odeon.nn.trace.Softmax;
import dev.odeon.nn.trace.Tensor;

/// The cross-entropy between a target distribution q over k classes and the softmax of the outputs
/// z, in nats: `-sum of q'[i] log softmax(z)[i]` with `q' = (1 - smoothing) q + smoothing / k`.
///
/// Smoothing of labels: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, Rethinking the inception
/// architecture for computer vision (2016), section 7.
///
/// @param smoothing in 0 to 1, 1 excluded
public record CrossEntropy(double smoothing) implements SampleLoss {
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "cross-entropy: smoothing " + smoothing + " is outside 0 to 1");
    }
  }

  /// Without smoothing.
  public CrossEntropy() {
    this(0);
  }

  /// @param output `[k]`, not normalised
  /// @param target `[k]`, of sum 1: for a known class, 1 there and 0 elsewhere. This is not
  ///   checked; of targets with another sum the loss is that many times larger
  @Override
  public Tensor of(Tensor output, Tensor target) {
    if (output.shape().rank() != 1 || !output.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          "cross-entropy: output of shape ["
              + output.shape()
              + "] and target of shape ["
              + target.shape()
              + "] are not vectors of one length");
    }
    Tensor soft =
        smoothing == 0
            ? target
            : target.times(1 - smoothing).plus(smoothing / output.shape().size());
    return soft.times(Softmax.logSoftmax(output)).sum().negate();
  }
}
