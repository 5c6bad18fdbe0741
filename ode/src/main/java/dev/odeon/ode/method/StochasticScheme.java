package dev.odeon.ode.method;

import dev.odeon.ode.problem.Calculus;

/// A step of a stochastic method. With I the increments of W over a step of size h, f and g at its
/// beginning, and a star for their values at a predicted end:
public enum StochasticScheme {
  /// `y1 = y + f h + g I`.
  EULER_MARUYAMA,
  /// `y1 = y + f h + g I + g g' (I^2 - h) / 2`, one noise a component that depends on that
  /// component alone; without the h in the sense of Stratonovich.
  MILSTEIN,
  /// `y* = y + g I`, `y1 = y + f h + (g + g*) I / 2`.
  EULER_HEUN,
  /// `y* = y + f h + g I`, `y1 = y + (f + f*) h / 2 + (g + g*) I / 2`.
  HEUN,
  /// For g that does not depend on the state, with J the integral of W - W(t) over the step: `y* =
  /// y + 3/4 f h + 3/2 g(t + h) J / h`, `y1 = y + (f + 2 f(t + 3/4 h, y*)) h / 3 + g(t + h) I -
  /// (g(t + h) - g(t)) J / h`.
  SRA1;

  /// Whether it solves equations in this sense.
  public boolean suits(Calculus calculus) {
    return switch (this) {
      case EULER_MARUYAMA -> calculus == Calculus.ITO;
      case EULER_HEUN, HEUN -> calculus == Calculus.STRATONOVICH;
      case MILSTEIN, SRA1 -> true;
    };
  }
}
