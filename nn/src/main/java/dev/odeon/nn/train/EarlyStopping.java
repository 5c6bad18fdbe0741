package dev.odeon.nn.train;

/// Ends a first-order stage once the loss has not fallen for a while.
///
/// @param patience ends after this many steps in a row without progress, at least 1
/// @param minDelta progress is a loss lower than the last progress by more than this, finite and >=
///   0
public record EarlyStopping(int patience, double minDelta) {
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException("patience " + patience + " is not at least 1");
    }
    if (!(Double.isFinite(minDelta) && minDelta >= 0)) {
      throw new IllegalArgumentException("minDelta " + minDelta + " is not finite and >= 0");
    }
  }
}
