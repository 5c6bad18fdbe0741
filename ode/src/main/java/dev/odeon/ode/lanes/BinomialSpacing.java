package dev.odeon.ode.lanes;

/// Where the checkpoints of a repetition go whose number of steps is known.
///
/// With c checkpoints, the one at the start included, and r repetitions of every step, beta(c, r) =
/// (c + r)! / (c! r!) steps can be walked backwards: A. Griewank, A. Walther, Algorithm 799:
/// revolve, ACM Trans. Math. Softw. 26 (2000), equations 1 to 3.
final class BinomialSpacing {
  private BinomialSpacing() {}

  /// How far from a checkpoint the next one is to be, for the fewest steps in all.
  ///
  /// @param steps steps to walk backwards, from the one at the checkpoint on, at least 2
  /// @param checkpoints how many there may be, the one at the start included, at least 2
  static int next(int steps, int checkpoints) {
    if (checkpoints >= steps) {
      return 1;
    }
    int repetitions = 1;
    while (reach(checkpoints, repetitions) < steps) {
      repetitions++;
    }
    long most = reach(checkpoints, repetitions - 1);
    long rest = steps - reach(checkpoints - 1, repetitions - 1);
    return (int) Math.max(1, Math.min(most, rest));
  }

  /// beta(checkpoints, repetitions), or a number above any count of steps.
  static long reach(int checkpoints, int repetitions) {
    long reach = 1;
    for (int i = 1; i <= repetitions; i++) {
      reach = reach * (checkpoints + i) / i;
      if (reach > Integer.MAX_VALUE) {
        return Integer.MAX_VALUE;
      }
    }
    return reach;
  }
}
