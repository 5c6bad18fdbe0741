package dev.odeon.adjoint;

import java.util.Arrays;
import java.util.List;

/// Steady states that were found, and where none was.
public final class SteadyStates {
  private final double[] states;
  private final List<Double> residuals;

  SteadyStates(double[] states, List<Double> residuals) {
    this.states = states;
    this.residuals = List.copyOf(residuals);
  }

  /// The states, `[d][lane]`, a copy; NaN where none was found.
  public double[] states() {
    return states.clone();
  }

  void copyTo(double[] target) {
    System.arraycopy(states, 0, target, 0, states.length);
  }

  /// Of each lane, the largest derivative at the last state, in parts of what counts as zero.
  public List<Double> residuals() {
    return residuals;
  }

  /// Whether a steady state was found in lane `lane`.
  public boolean isFound(int lane) {
    return residuals.get(lane) <= 1;
  }

  /// Whether one was found in every lane.
  public boolean isSuccess() {
    return residuals.stream().allMatch(residual -> residual <= 1);
  }

  /// What happened in lane `lane`, and what to change.
  public String message(int lane) {
    return isFound(lane)
        ? "success"
        : "no steady state: the derivative is "
            + residuals.get(lane)
            + " times what counts as zero; start nearer, follow the trajectory for longer, or check"
            + " that the Jacobian is regular there";
  }

  @Override
  public String toString() {
    return "SteadyStates" + Arrays.toString(states);
  }
}
