package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.Normal;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A sum over all products of basis functions of the inputs: `y = W (b(x_1) (x) ... (x) b(x_d))`,
/// linear in its parameters.
///
/// Input `[in]`, output `[out]`; parameter `weight` `[out, count^in]`, the index of the last input
/// running fastest. For few inputs, since the number of weights grows as the power.
///
/// @param in d, at least 1
/// @param out length of the output, at least 1
/// @param basis the functions
/// @param count how many of them for each input, at least 1
/// @param init start values of W
public record TensorProduct(int in, int out, Basis basis, int count, Initializer init)
    implements Layer {
  private static final int MOST = 1_000_000;

  public TensorProduct {
    if (in < 1 || out < 1 || count < 1) {
      throw new IllegalArgumentException(
          "tensor product: in "
              + in
              + ", out "
              + out
              + " and count "
              + count
              + " must be 1 or more");
    }
    if (Math.pow(count, in) > MOST) {
      throw new IllegalArgumentException(
          "tensor product: " + count + "^" + in + " products are more than " + MOST);
    }
  }

  /// With start values of standard deviation 0.1.
  public TensorProduct(int in, int out, Basis basis, int count) {
    this(in, out, basis, count, new Normal(0.1));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.builder().add("weight", Shape.of(out, products()), init).build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(out);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    Tensor product = basis.apply(x.get(0), count);
    for (int i = 1; i < in; i++) {
      int size = product.shape().size();
      Tensor column = product.reshape(Shape.of(size, 1));
      Tensor row = basis.apply(x.get(i), count).reshape(Shape.of(1, count));
      product = column.dot(row).reshape(Shape.of(size * count));
    }
    return p.get("weight").dot(product);
  }

  private int products() {
    int size = 1;
    for (int i = 0; i < in; i++) {
      size *= count;
    }
    return size;
  }

  private void check(Shape input) {
    if (!input.equals(Shape.of(in))) {
      throw new IllegalArgumentException(
          "tensor product: input of shape [" + input + "] is not [" + in + "]");
    }
  }
}
