package dev.odeon.nn.optim;

/// Why a minimisation ended, with what to do about it.
public enum Termination {
  /// The largest element of the gradient fell to the tolerance.
  GRADIENT_TOLERANCE(true, "Nothing to do: the gradient is as small as asked for."),
  /// The value no longer falls by more than the tolerance, or than rounding can show.
  DECREASE_TOLERANCE(true, "Nothing to do: the value no longer falls by more than asked for."),
  /// The allowed iterations or evaluations are used up.
  MAX_ITERATIONS(false, "Allow more iterations, or start closer to the minimum."),
  /// No acceptable point was found along the search direction.
  LINE_SEARCH_FAILED(
      false,
      "Check the gradient against differences; the objective may be rough or its solver too"
          + " inaccurate."),
  /// Cancellation was asked for.
  CANCELLED(false, "Resume from the last point to continue."),
  /// The start could not be evaluated: value or gradient is not finite there.
  START_NOT_FINITE(false, "Choose start values at which the objective can be evaluated.");

  private final boolean converged;
  private final String remedy;

  Termination(boolean converged, String remedy) {
    this.converged = converged;
    this.remedy = remedy;
  }

  /// Whether a tolerance was met.
  public boolean converged() {
    return converged;
  }

  /// One sentence on what to do.
  public String remedy() {
    return remedy;
  }
}
