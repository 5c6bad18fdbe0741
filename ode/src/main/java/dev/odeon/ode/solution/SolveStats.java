package dev.odeon.ode.solution;

/// What one trajectory cost.
///
/// @param evaluations evaluations of the field
/// @param jacobians evaluations of its Jacobian
/// @param factorisations factorisations of a matrix
/// @param accepted accepted steps
/// @param rejected rejected steps
public record SolveStats(
    long evaluations, long jacobians, long factorisations, long accepted, long rejected) {
  /// Nothing done.
  public static final SolveStats NONE = new SolveStats(0, 0, 0);

  /// The cost of a method that needs no Jacobian.
  public SolveStats(long evaluations, long accepted, long rejected) {
    this(evaluations, 0, 0, accepted, rejected);
  }

  /// The sum of both.
  public SolveStats plus(SolveStats other) {
    return new SolveStats(
        evaluations + other.evaluations,
        jacobians + other.jacobians,
        factorisations + other.factorisations,
        accepted + other.accepted,
        rejected + other.rejected);
  }
}
