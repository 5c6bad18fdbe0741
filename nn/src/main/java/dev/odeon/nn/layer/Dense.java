package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.GlorotUniform;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// `activation(W x + b)`: parameters `weight` `[out x in]` and `bias` `[out]`; input `[in]`, output
/// `[out]`.
///
/// @param in length of the input, at least 1
/// @param out length of the output, at least 1
/// @param activation applied to each element
/// @param weight start values of W
/// @param bias start values of b
public record Dense(int in, int out, Activation activation, Initializer weight, Initializer bias)
    implements Layer {
  public Dense {
    if (in < 1) {
      throw new IllegalArgumentException("dense: in " + in + " is below 1");
    }
    if (out < 1) {
      throw new IllegalArgumentException("dense: out " + out + " is below 1");
    }
  }

  /// Glorot uniform weights, zero bias.
  public Dense(int in, int out, Activation activation) {
    this(in, out, activation, new GlorotUniform(), new Zeros());
  }

  /// Without activation.
  public Dense(int in, int out) {
    this(in, out, Activation.IDENTITY);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.builder()
        .add("weight", Shape.of(out, in), weight)
        .add("bias", Shape.of(out), bias)
        .build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(out);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    return activation.apply(p.get("weight").dot(x).plus(p.get("bias")));
  }

  private void check(Shape input) {
    if (!input.equals(Shape.of(in))) {
      throw new IllegalArgumentException(
          this + ": input of shape [" + input + "] is not [" + in + "]");
    }
  }

  @Override
  public String toString() {
    return "Dense(" + in + " -> " + out + ", " + activation + ")";
  }
}
