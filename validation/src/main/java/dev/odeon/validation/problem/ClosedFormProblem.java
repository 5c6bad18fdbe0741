package dev.odeon.validation.problem;

import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;

/// A problem with a closed-form solution.
public interface ClosedFormProblem extends ReferenceProblem {
  /// The state at time `t`, a fresh array.
  double[] exact(double t);

  @Override
  default double[] initial() {
    return exact(span().start());
  }

  /// The same trajectory from its end to its start.
  default OdeProblem backwards() {
    TimeSpan back = TimeSpan.of(span().end(), span().start());
    return OdeProblem.of(field(), back, exact(back.start()));
  }

  /// All of them.
  static List<ClosedFormProblem> all() {
    return List.of(
        new Decay(),
        new ForcedDecay(),
        new HarmonicOscillator(),
        new Kepler(0.1),
        new Logistic(),
        new DampedSpiral());
  }
}
