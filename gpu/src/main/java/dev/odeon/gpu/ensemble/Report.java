package dev.odeon.gpu.ensemble;

/// How a trajectory ended, as numbers of one lane.
final class Report {
  /// Index of the code.
  static final int CODE = 0;

  /// Index of the time.
  static final int WHEN = 1;

  /// Index of a step size, or a count.
  static final int SIZE = 2;

  /// Index of the number of a component, a guard or an event.
  static final int WHICH = 3;

  /// Index of the number of attempts.
  static final int ATTEMPTS = 4;

  /// Index of the number of accepted steps.
  static final int ACCEPTED = 5;

  /// Index of how often it began anew.
  static final int RESTARTS = 6;

  /// Index of the number of save times passed.
  static final int SAVED = 7;

  /// Index of the first count of work, if the method counts it.
  static final int WORK = 8;

  /// It goes on.
  static final int RUNNING = 0;

  /// It reached its end.
  static final int SUCCESS = 1;

  /// An event ended it.
  static final int EVENT_STOP = 2;

  /// Events occurred too often.
  static final int EVENT_CHATTER = 3;

  /// The function or change of an event was NaN.
  static final int EVENT_FAILED = 4;

  /// A guard was violated.
  static final int DIVERGED = 5;

  /// No consistent state was found.
  static final int INCONSISTENT = 6;

  /// The derivative at a start was not finite.
  static final int NON_FINITE = 7;

  /// An attempt was rejected, and no smaller one may be made: why is found out by making it again.
  static final int WRECK = 8;

  /// The next step would be too small.
  static final int UNDERFLOW = 9;

  /// The limit of steps was reached.
  static final int MAX_STEPS = 10;

  /// The limit of evaluations was reached.
  static final int MAX_EVALUATIONS = 11;

  /// It was halted from outside.
  static final int HALTED = 12;

  private Report() {}
}
