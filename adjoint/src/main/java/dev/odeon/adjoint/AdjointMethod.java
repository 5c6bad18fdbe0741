package dev.odeon.adjoint;

import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.method.Verner6;

/// Which method integrates the adjoint equation of a trajectory that another one integrated.
final class AdjointMethod {
  private AdjointMethod() {}

  /// The method itself where it suits any equation and begins at its full order, for the adjoint
  /// equation begins anew at every save time or forward step.
  static LaneMethod of(LaneMethod forward) {
    return switch (forward) {
      case ExplicitRungeKutta same -> same;
      case RungeKuttaChebyshev same -> same;
      case Rosenbrock same -> same;
      case DiagonallyImplicit same -> same;
      case Radau same -> same;
      case Auto _, Bdf _ -> Rosenbrock.RODAS_5P;
      case ImplicitExplicit _ -> DiagonallyImplicit.KENCARP_4;
      case Nystrom _, Splitting _ -> Verner6.METHOD;
      case StochasticMethod noisy ->
          throw new IllegalArgumentException(
              "method '" + noisy.name() + "' has no adjoint equation that is integrated backwards");
    };
  }

  /// @throws IllegalArgumentException if the adjoint equation has not the form that `method` asks
  ///   for
  static void check(LaneMethod method) {
    String form =
        switch (method) {
          case Nystrom _ -> "of second order";
          case Splitting _ -> "separable";
          case ImplicitExplicit _ -> "split";
          case StochasticMethod _ -> "stochastic";
          case ExplicitRungeKutta _,
              RungeKuttaChebyshev _,
              Rosenbrock _,
              DiagonallyImplicit _,
              Radau _,
              Auto _,
              Bdf _ ->
              "";
        };
    if (!form.isEmpty()) {
      throw new IllegalArgumentException(
          "adjoint method '" + method.name() + "': the adjoint equation is not " + form);
    }
  }
}
