package dev.odeon.ode.control;

/// How the step size answers to the errors, before safety and limits; k is one more than the order
/// of the error estimate, `err` the weighted error of a step, 1 at the tolerance.
public sealed interface StepLaw {
  /// The sum of the exponents of the errors, times k: how the size answers to an error that lasts.
  double gain();

  /// The general linear law: `h' / h = err^(-beta1/k) err1^(-beta2/k) err2^(-beta3/k)
  /// (h/h1)^-alpha2 (h1/h2)^-alpha3`, with `err1`, `h1` and `err2`, `h2` of the two accepted steps
  /// before. G. Soderlind, Digital filters in adaptive time-stepping, ACM Transactions on
  /// Mathematical Software 29 (2003) 1-26.
  ///
  /// A rejected step is followed by a step of this law too if beta1 is at least 1/2; a law that
  /// answers to one error more weakly leaves that to integral control.
  ///
  /// @param beta1 k times the exponent of the error, in (0, 2]
  /// @param beta2 of the error before, in [-1, 1]
  /// @param beta3 of the error before that, in [-1, 1]
  /// @param alpha2 exponent of the last ratio of step sizes, in [-1, 1]
  /// @param alpha3 of the ratio before, in [-1, 1]
  record Filter(double beta1, double beta2, double beta3, double alpha2, double alpha3)
      implements StepLaw {
    public Filter {
      require(beta1 > 0 && beta1 <= 2, "beta1", beta1, "(0, 2]");
      requireUnit("beta2", beta2);
      requireUnit("beta3", beta3);
      requireUnit("alpha2", alpha2);
      requireUnit("alpha3", alpha3);
      double gain = beta1 + beta2 + beta3;
      require(gain > 0, "beta1 + beta2 + beta3", gain, "(0, 4]");
    }

    @Override
    public double gain() {
      return beta1 + beta2 + beta3;
    }

    private static void requireUnit(String name, double value) {
      require(value >= -1 && value <= 1, name, value, "[-1, 1]");
    }

    private static void require(boolean holds, String name, double value, String range) {
      if (!holds) {
        throw new IllegalArgumentException("filter " + name + " " + value + " is outside " + range);
      }
    }
  }

  /// Predictive control: expects the error to go on changing as it did over the last step, `h' / h
  /// = err^(-1/k) min(1, (h/h1) (err1/err)^(1/k))`. K. Gustafsson, Control-theoretic techniques for
  /// stepsize selection in implicit Runge-Kutta methods, ACM Transactions on Mathematical Software
  /// 20 (1994) 496-517; Hairer, Wanner, Solving Ordinary Differential Equations II, 2nd ed.,
  /// section IV.8.
  record Predictive() implements StepLaw {
    @Override
    public double gain() {
      return 1;
    }
  }
}
