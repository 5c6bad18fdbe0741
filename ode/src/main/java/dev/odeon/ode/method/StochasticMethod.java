package dev.odeon.ode.method;

import java.util.List;

/// A method for `dy = f dt + g dW`, with steps of fixed size.
///
/// The strong order is that of the error along a path, `E |y - Y|`, the weak order that of
/// expectations, `E F(y) - E F(Y)`, for F smooth. Between the ends of a step states lie on a
/// straight line: save where steps end, for the line lacks the noise within the step.
///
/// @param name the name that a user selects it by
/// @param scheme how it steps
/// @param order weak order
/// @param strongOrder strong order; for methods in the sense of Stratonovich with several noises
///   that do not commute it is 0.5
public record StochasticMethod(String name, StochasticScheme scheme, int order, double strongOrder)
    implements LaneMethod {
  /// G. Maruyama, Continuous Markov processes and stochastic equations, Rendiconti del Circolo
  /// Matematico di Palermo 4 (1955) 48-90.
  public static final StochasticMethod EULER_MARUYAMA =
      new StochasticMethod("euler_maruyama", StochasticScheme.EULER_MARUYAMA, 1, 0.5);

  /// G. N. Milstein, Approximate integration of stochastic differential equations, Theory of
  /// Probability and its Applications 19 (1975) 557-562.
  public static final StochasticMethod MILSTEIN =
      new StochasticMethod("milstein", StochasticScheme.MILSTEIN, 1, 1);

  /// P. E. Kloeden, E. Platen, Numerical Solution of Stochastic Differential Equations (1992),
  /// section 4.9.
  public static final StochasticMethod EULER_HEUN =
      new StochasticMethod("euler_heun", StochasticScheme.EULER_HEUN, 1, 1);

  /// W. Rumelin, Numerical treatment of stochastic differential equations, SIAM Journal on
  /// Numerical Analysis 19 (1982) 604-613.
  public static final StochasticMethod HEUN =
      new StochasticMethod("stratonovich_heun", StochasticScheme.HEUN, 1, 1);

  /// A. Roessler, Runge-Kutta methods for the strong approximation of solutions of stochastic
  /// differential equations, SIAM Journal on Numerical Analysis 48 (2010) 922-952, table 6.2.
  public static final StochasticMethod SRA1 =
      new StochasticMethod("sra1", StochasticScheme.SRA1, 2, 1.5);

  /// All methods.
  public static final List<StochasticMethod> ALL =
      List.of(EULER_MARUYAMA, MILSTEIN, EULER_HEUN, HEUN, SRA1);

  /// The method called `name`.
  ///
  /// @throws IllegalArgumentException if there is none, naming those there are
  public static StochasticMethod named(String name) {
    return ALL.stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "method '"
                        + name
                        + "' for equations with noise is unknown; there are "
                        + ALL.stream().map(StochasticMethod::name).toList()));
  }

  @Override
  public boolean hasErrorEstimate() {
    return false;
  }

  @Override
  public boolean isReversible() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
