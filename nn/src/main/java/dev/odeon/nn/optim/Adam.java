package dev.odeon.nn.optim;

/// Adam: p ← p − η·m̂ / (√v̂ + ε), with m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g², m̂ = m / (1−β₁ᵗ)
/// and v̂ = v / (1−β₂ᵗ). Kingma and Ba, ICLR 2015, algorithm 1.
///
/// @param rate η, finite and positive
/// @param beta1 β₁ in [0, 1)
/// @param beta2 β₂ in [0, 1)
/// @param epsilon ε, finite and positive
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  public Adam {
    Ranges.positive("rate", rate);
    Ranges.decay("beta1", beta1);
    Ranges.decay("beta2", beta2);
    Ranges.positive("epsilon", epsilon);
  }

  /// β₁ 0.9, β₂ 0.999, ε 1e-8.
  public Adam(double rate) {
    this(rate, 0.9, 0.999, 1e-8);
  }

  /// Rate 0.001, β₁ 0.9, β₂ 0.999, ε 1e-8.
  public Adam() {
    this(0.001);
  }

  @Override
  public Adam withRate(double rate) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  @Override
  public OptimizerState start(int size) {
    return OptimizerState.zeros(size, FIRST, SECOND);
  }

  @Override
  public void update(OptimizerState state, double[] parameters, double[] gradient) {
    double[] first = state.vector(FIRST);
    double[] second = state.vector(SECOND);
    Ranges.sameLength(parameters, gradient, first, second);
    long t = state.advance();
    double unbias1 = 1 - StrictMath.pow(beta1, (double) t);
    double unbias2 = 1 - StrictMath.pow(beta2, (double) t);
    for (int i = 0; i < parameters.length; i++) {
      double g = gradient[i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * (g * g);
      parameters[i] -= rate * (first[i] / unbias1) / (Math.sqrt(second[i] / unbias2) + epsilon);
    }
  }
}
