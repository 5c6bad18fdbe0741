package dev.odeon.nn.optim;

/// Gradient descent with momentum: v ← ρ·v + η·g, p ← p − v. Polyak, 1964.
///
/// @param rate η, finite and positive
/// @param decay ρ in [0, 1)
public record Momentum(double rate, double decay) implements Optimizer {
  private static final String VELOCITY = "velocity";

  public Momentum {
    Ranges.positive("rate", rate);
    Ranges.decay("decay", decay);
  }

  /// Decay 0.9.
  public Momentum(double rate) {
    this(rate, 0.9);
  }

  /// Rate 0.01, decay 0.9.
  public Momentum() {
    this(0.01);
  }

  @Override
  public Momentum withRate(double rate) {
    return new Momentum(rate, decay);
  }

  @Override
  public OptimizerState start(int size) {
    return OptimizerState.zeros(size, VELOCITY);
  }

  @Override
  public void update(OptimizerState state, double[] parameters, double[] gradient) {
    double[] velocity = state.vector(VELOCITY);
    Ranges.sameLength(parameters, gradient, velocity);
    state.advance();
    for (int i = 0; i < parameters.length; i++) {
      velocity[i] = decay * velocity[i] + rate * gradient[i];
      parameters[i] -= velocity[i];
    }
  }
}
