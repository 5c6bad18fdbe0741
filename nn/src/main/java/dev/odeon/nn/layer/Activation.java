package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import java.util.Locale;

/// Elementwise functions between layers.
public enum Activation {
  /// x.
  IDENTITY,
  /// tanh x.
  TANH,
  /// max(0, x); derivative 0 at 0.
  RELU,
  /// 1 / (1 + e^-x).
  LOGISTIC,
  /// log(1 + e^x).
  SOFTPLUS,
  /// x / (1 + e^-x). Ramachandran, Zoph, Le, Searching for activation functions (2017).
  SWISH,
  /// 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). Hendrycks, Gimpel, Gaussian error linear
  /// units (2016).
  GELU,
  /// x for x > 0, else e^x - 1; derivative 1 at 0. Clevert, Unterthiner, Hochreiter (2015), alpha =
  /// 1.
  ELU,
  /// sin x.
  SIN;

  /// The function of `x`, traced.
  public Tensor apply(Tensor x) {
    return switch (this) {
      case IDENTITY -> x;
      case TANH -> x.tanh();
      case RELU -> x.compare(Comparison.GT, 0).select(x, x.zeros());
      case LOGISTIC -> x.logistic();
      case SOFTPLUS -> x.softplus();
      case SWISH -> x.times(x.logistic());
      case GELU -> {
        Tensor inner = x.pow(3).times(0.044715).plus(x).times(Math.sqrt(2 / Math.PI));
        yield x.times(0.5).times(inner.tanh().plus(1));
      }
      case ELU -> {
        Tensor below = x.min(x.zeros()).unary(UnaryFunction.EXPONENTIAL_MINUS_ONE);
        yield x.compare(Comparison.GE, 0).select(x, below);
      }
      case SIN -> x.sin();
    };
  }

  /// The activation spelled `text`, in any case.
  ///
  /// @throws IllegalArgumentException if there is none, naming those there are
  public static Activation parse(String text) {
    StringBuilder known = new StringBuilder();
    for (Activation activation : values()) {
      if (activation.name().equalsIgnoreCase(text)) {
        return activation;
      }
      known.append(known.isEmpty() ? "" : ", ").append(activation);
    }
    throw new IllegalArgumentException("activation '" + text + "' is none of " + known);
  }

  /// The name in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
