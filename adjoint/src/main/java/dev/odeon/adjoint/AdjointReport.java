package dev.odeon.adjoint;

import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.List;

/// How the adjoint equation of each trajectory was integrated.
///
/// @param outcomes one a lane; where it is not a success, the gradient of the lane is NaN
/// @param stats what all stretches of a lane cost together, parameter integrals not counted
public record AdjointReport(List<Outcome> outcomes, List<SolveStats> stats) {
  public AdjointReport {
    outcomes = List.copyOf(outcomes);
    stats = List.copyOf(stats);
  }

  /// Whether all lanes were integrated back to their start.
  public boolean isSuccess() {
    return outcomes.stream().allMatch(Outcome::isSuccess);
  }
}
