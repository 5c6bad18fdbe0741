package dev.odeon.nn.optim;

/// Another rule on gradients of bounded length: where ‖g‖ > L over all parameters together, g·L/‖g‖
/// is passed on. Pascanu, Mikolov and Bengio, ICML 2013.
///
/// @param limit L, finite and positive
/// @param rule the rule applied
public record ClipNorm(double limit, Optimizer rule) implements Optimizer {
  public ClipNorm {
    Ranges.positive("limit", limit);
  }

  @Override
  public double rate() {
    return rule.rate();
  }

  @Override
  public ClipNorm withRate(double rate) {
    return new ClipNorm(limit, rule.withRate(rate));
  }

  @Override
  public OptimizerState start(int size) {
    return rule.start(size);
  }

  @Override
  public void update(OptimizerState state, double[] parameters, double[] gradient) {
    double norm = Vectors.norm(gradient);
    if (norm <= limit) {
      rule.update(state, parameters, gradient);
      return;
    }
    double[] clipped = new double[gradient.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = gradient[i] / norm * limit;
    }
    rule.update(state, parameters, clipped);
  }
}
