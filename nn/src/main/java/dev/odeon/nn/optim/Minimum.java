package dev.odeon.nn.optim;

/// Where a minimisation ended: its best point, never worse than the start.
public final class Minimum {
  private final double[] point;
  private final double value;
  private final int iterations;
  private final Termination termination;

  Minimum(double[] point, double value, int iterations, Termination termination) {
    this.point = point.clone();
    this.value = value;
    this.iterations = iterations;
    this.termination = termination;
  }

  /// The point, a copy.
  public double[] point() {
    return point.clone();
  }

  /// The value there.
  public double value() {
    return value;
  }

  /// Number of iterations.
  public int iterations() {
    return iterations;
  }

  /// Why it ended.
  public Termination termination() {
    return termination;
  }

  @Override
  public String toString() {
    return termination + " after " + iterations + " iterations at " + value;
  }
}
