package dev.odeon.validation.precision;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.util.function.Supplier;

/// A solver in a diagram.
interface Contender {
  /// Most steps of an integration: what does not fit into them does not suit the problem.
  int MAX_STEPS = 100_000;

  /// The name in the legend.
  String name();

  /// Prepares integrations of `problem`; whatever can be made once and used again is made here.
  ///
  /// @throws IllegalArgumentException if the solver does not take such problems
  Supplier<Ending> prepare(EndProblem problem, Tolerances tolerances);
}
