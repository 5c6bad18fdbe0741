package dev.odeon.ode.method;

/// A method whose step is a graph: it runs on lanes.
public sealed interface LaneMethod extends Method
    permits ExplicitRungeKutta,
        Splitting,
        Nystrom,
        RungeKuttaChebyshev,
        Bdf,
        Rosenbrock,
        DiagonallyImplicit,
        Radau,
        ImplicitExplicit,
        StochasticMethod,
        Auto {
  /// Whether it estimates the error of a step, so that steps can be adapted.
  boolean hasErrorEstimate();

  /// Whether a step can be differentiated in both modes, given its beginning and size: not if it
  /// depends on more steps before it, or on how often it loops. Gradients through the other methods
  /// need a continuous sensitivity, which integrates an equation of its own.
  boolean isReversible();

  /// Which mass matrices it takes.
  default MassSupport massSupport() {
    return MassSupport.NONE;
  }
}
