package dev.odeon.adjoint;

import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Tolerances;

/// How derivatives of a solve are computed.
///
/// [Discrete] and [Forward] differentiate the steps that were taken. The others integrate the
/// adjoint equation
///
/// `d lambda/dt = -(df/dy)^T lambda`, `dL/dp = integral of lambda^T df/dp dt`
///
/// backwards, with a jump of lambda by the cotangent of the state at each save time, and through
/// the transposed saltation matrix at each event that acts; they differ in where y comes from and
/// in how the integral is taken. They are derivatives of the trajectory, so they agree with the
/// former as well as tolerances resolve it, and they suit every method. The integrals take no part
/// in the choice of step sizes. Pontryagin et al., The Mathematical Theory of Optimal Processes
/// (1962); Cao, Li, Petzold, Serban, Adjoint sensitivity analysis for differential-algebraic
/// equations, SIAM J. Sci. Comput. 24 (2003).
public sealed interface Sensitivity {
  /// What the solve has to keep for it.
  Recording recording();

  /// The exact derivative of the accepted steps, backwards: cost of a few solves, whatever the
  /// number of parameters.
  ///
  /// Every accepted step is kept while there is room: about 8 (2 d + 8) bytes a step and trajectory
  /// for a method that remembers a derivative. Explicit Runge-Kutta methods also keep what their
  /// stages computed, until it does not fit beside the steps. When there is no more room,
  /// checkpoints are kept from which the other steps are made again, bit for bit, so that memory
  /// stays bounded however many steps there are. With room for c steps, c (c + 1) / 2 steps are
  /// each made again at most twice, c (c + 1) (c + 2) / 6 three times.
  ///
  /// @param bytes room for the steps of all trajectories of the solve together
  record Discrete(long bytes) implements Sensitivity {
    /// Room by default: 256 MiB.
    public static final long DEFAULT_BYTES = 256L << 20;

    public Discrete {
      if (bytes < 1) {
        throw new IllegalArgumentException("room of " + bytes + " bytes for the steps of a solve");
      }
    }

    /// With room for [#DEFAULT_BYTES].
    public Discrete() {
      this(DEFAULT_BYTES);
    }

    @Override
    public Recording recording() {
      return Recording.within(bytes);
    }
  }

  /// The exact derivative of the accepted steps, forwards: cost of about one solve for each
  /// parameter and component of the initial state; every step is kept, 8 (d + 2) bytes each. For
  /// few parameters.
  record Forward() implements Sensitivity {
    @Override
    public Recording recording() {
      return Recording.FULL;
    }
  }

  /// The adjoint equation together with the equation itself, both backwards from save time to save
  /// time, where y begins anew from the stored state. No memory but the saved states. Parameter
  /// integrals as in [Interpolating].
  ///
  /// Beware: an equation that forgets its initial state, as every dissipative or stiff one does, is
  /// unstable backwards; between two save times y may leave the trajectory without a sign of it in
  /// the error estimate, and the gradient is wrong. Save often, or take another one. Chen,
  /// Rubanova, Bettencourt, Duvenaud, Neural ordinary differential equations (2018); Gholami,
  /// Keutzer, Biros, ANODE (2019) on the instability.
  record Backsolve(AdjointSettings settings) implements Sensitivity {
    /// All as in the forward solve.
    public Backsolve() {
      this(AdjointSettings.DEFAULT);
    }

    @Override
    public Recording recording() {
      return Recording.NONE;
    }
  }

  /// The adjoint equation backwards, y from the interpolants of the forward steps. Every step is
  /// kept with its stages. Parameter integrals by the weights of the stages of each backward step,
  /// as if they were integrated along; by the rule of [Gauss] where the backward method is not an
  /// explicit Runge-Kutta method.
  record Interpolating(AdjointSettings settings) implements Sensitivity {
    /// All as in the forward solve.
    public Interpolating() {
      this(AdjointSettings.DEFAULT);
    }

    @Override
    public Recording recording() {
      return Recording.FULL;
    }
  }

  /// As [Interpolating], but parameter integrals by adaptive Gauss-Kronrod quadrature of 15 nodes
  /// over the dense output of lambda.
  ///
  /// @param integrals tolerances of the integrals, the largest component of them: relative to
  ///   itself, and absolute for a largest cotangent of 1 to 2
  record Quadrature(AdjointSettings settings, Tolerances integrals) implements Sensitivity {
    public Quadrature {
      if (!integrals.isUniform()) {
        throw new IllegalArgumentException(
            "tolerances " + integrals + " of the integrals: give one absolute tolerance for all");
      }
    }

    /// All as in the forward solve, the integrals to 1e-6 relative and absolute.
    public Quadrature() {
      this(AdjointSettings.DEFAULT, Tolerances.DEFAULT);
    }

    @Override
    public Recording recording() {
      return Recording.FULL;
    }
  }

  /// As [Interpolating], parameter integrals by Gauss-Legendre quadrature over each backward step.
  ///
  /// @param nodes of each step, 1 to 64; 0: as many as the order of the method asks for
  record Gauss(AdjointSettings settings, int nodes) implements Sensitivity {
    public Gauss {
      if (nodes < 0 || nodes > 64) {
        throw new IllegalArgumentException("nodes " + nodes + " is outside 0..64");
      }
    }

    /// All as in the forward solve.
    public Gauss() {
      this(AdjointSettings.DEFAULT, 0);
    }

    @Override
    public Recording recording() {
      return Recording.FULL;
    }
  }

  /// Whether it differentiates the steps that were taken, so that the method must have steps that
  /// can be differentiated.
  default boolean isOfSteps() {
    return switch (this) {
      case Discrete _, Forward _ -> true;
      case Backsolve _, Interpolating _, Quadrature _, Gauss _ -> false;
    };
  }

  /// Whether the whole forward trajectory is kept for it.
  default boolean needsDense() {
    return switch (this) {
      case Discrete _, Forward _, Backsolve _ -> false;
      case Interpolating _, Quadrature _, Gauss _ -> true;
    };
  }

  /// What suits solves of this size best: see [SensitivityChoice], which also says why.
  ///
  /// @param method of the forward solve
  /// @param dimension length of the state
  /// @param parameters number of all parameters
  static Sensitivity auto(LaneMethod method, int dimension, int parameters) {
    return SensitivityChoice.of(method, dimension, parameters).sensitivity();
  }
}
