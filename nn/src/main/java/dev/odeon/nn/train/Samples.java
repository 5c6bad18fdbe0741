package dev.odeon.nn.train;

import dev.odeon.nn.graph.Shape;

/// Inputs and the outputs wanted for them.
///
/// @param count number of samples, at least 1
/// @param inputShape shape of one input
/// @param inputs `[element][sample]`
/// @param targetShape shape of one output
/// @param targets `[element][sample]`
@SuppressWarnings("ArrayRecordComponent") // data, never compared
public record Samples(
    int count, Shape inputShape, double[] inputs, Shape targetShape, double[] targets) {
  public Samples {
    if (count < 1) {
      throw new IllegalArgumentException("samples: count " + count + " is below 1");
    }
    inputs = check("inputs", inputs, inputShape, count);
    targets = check("targets", targets, targetShape, count);
  }

  /// One input vector and one output of shape `targetShape`, row-major.
  public static Samples one(double[] input, Shape targetShape, double[] target) {
    return new Samples(1, Shape.of(input.length), input, targetShape, target);
  }

  private static double[] check(String what, double[] values, Shape shape, int count) {
    if (values.length != (long) shape.size() * count) {
      throw new IllegalArgumentException(
          "samples: "
              + values.length
              + " "
              + what
              + " for "
              + count
              + " samples of shape ["
              + shape
              + "]");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "samples: element " + i + " of " + what + " is " + values[i]);
      }
    }
    return values.clone();
  }
}
