package dev.odeon.adjoint;

import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.problem.Tolerances;

/// The integrals of `lambda^T df/dp` of one block of lanes, stretch by stretch. They are taken of
/// what the backward steps left, and so have no part in how these were chosen.
interface ParameterIntegrals {
  /// Whether they need the trajectory between the ends of the backward steps.
  static boolean areWithinSteps(Rule rule) {
    return !(rule instanceof Rule.ByStages);
  }

  /// How they are taken.
  sealed interface Rule {
    /// By one quadrature formula over each backward step.
    record EachStep(GaussLegendre formula) implements Rule {}

    /// By the weights of the stages of each backward step.
    record ByStages(ButcherTableau tableau) implements Rule {}

    /// Adaptively, whatever the backward steps.
    record Adaptive(Tolerances tolerances) implements Rule {}
  }

  static ParameterIntegrals of(AdjointProgram program) {
    if (!program.hasParameters()) {
      return new NoIntegrals();
    }
    return switch (program.integrals()) {
      case Rule.EachStep rule -> new StepIntegrals(rule.formula(), program);
      case Rule.ByStages rule -> new StageIntegrals(rule.tableau(), program);
      case Rule.Adaptive rule -> new AdaptiveIntegrals(rule.tolerances(), program);
    };
  }

  /// Begins with `gradients`, which are added to.
  void begin(AdjointTask task, double[][] gradients);

  /// Adds `scale` times the integral over `stretch`.
  void add(Stretch stretch, double scale);

  /// Adds what is still outstanding.
  void finish();
}
