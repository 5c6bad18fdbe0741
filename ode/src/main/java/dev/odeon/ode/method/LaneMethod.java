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
        Auto {
  /// Whether it estimates the error of a step, so that steps can be adapted.
  boolean hasErrorEstimate();

  /// Whether a step can be differentiated in reverse: not if it loops as often as the state
  /// demands.
  boolean isReversible();
}
