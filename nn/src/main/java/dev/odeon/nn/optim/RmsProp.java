package dev.odeon.nn.optim;

/// RMSProp: s ← ρ·s + (1−ρ)·g², p ← p − η·g / (√s + ε). Hinton, lecture 6e of "Neural networks for
/// machine learning", 2012.
///
/// @param rate η, finite and positive
/// @param decay ρ in [0, 1)
/// @param epsilon ε, finite and positive, outside the root
public record RmsProp(double rate, double decay, double epsilon) implements Optimizer {
  private static final String SQUARE = "square";

  public RmsProp {
    Ranges.positive("rate", rate);
    Ranges.decay("decay", decay);
    Ranges.positive("epsilon", epsilon);
  }

  /// Decay 0.9, ε 1e-8.
  public RmsProp(double rate) {
    this(rate, 0.9, 1e-8);
  }

  /// Rate 0.001, decay 0.9, ε 1e-8.
  public RmsProp() {
    this(0.001);
  }

  @Override
  public RmsProp withRate(double rate) {
    return new RmsProp(rate, decay, epsilon);
  }

  @Override
  public OptimizerState start(int size) {
    return OptimizerState.zeros(size, SQUARE);
  }

  @Override
  public void update(OptimizerState state, double[] parameters, double[] gradient) {
    double[] square = state.vector(SQUARE);
    Ranges.sameLength(parameters, gradient, square);
    state.advance();
    for (int i = 0; i < parameters.length; i++) {
      double g = gradient[i];
      square[i] = decay * square[i] + (1 - decay) * (g * g);
      parameters[i] -= rate * g / (Math.sqrt(square[i]) + epsilon);
    }
  }
}
