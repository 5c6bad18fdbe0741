package dev.odeon.ode.solution;

/// What one trajectory cost.
///
/// @param evaluations evaluations of the field
/// @param accepted accepted steps
/// @param rejected rejected steps
public record SolveStats(long evaluations, long accepted, long rejected) {
  /// Nothing done.
  public static final SolveStats NONE = new SolveStats(0, 0, 0);

  /// The sum of both.
  public SolveStats plus(SolveStats other) {
    return new SolveStats(
        evaluations + other.evaluations, accepted + other.accepted, rejected + other.rejected);
  }
}
