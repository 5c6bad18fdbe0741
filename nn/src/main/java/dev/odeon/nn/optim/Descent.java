package dev.odeon.nn.optim;

/// Gradient descent: p ← p − η·g.
///
/// @param rate η, finite and positive
public record Descent(double rate) implements Optimizer {
  public Descent {
    Ranges.positive("rate", rate);
  }

  /// Rate 0.1.
  public Descent() {
    this(0.1);
  }

  @Override
  public Descent withRate(double rate) {
    return new Descent(rate);
  }

  @Override
  public OptimizerState start(int size) {
    return OptimizerState.zeros(size);
  }

  @Override
  public void update(OptimizerState state, double[] parameters, double[] gradient) {
    Ranges.sameLength(parameters, gradient);
    state.advance();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= rate * gradient[i];
    }
  }
}
