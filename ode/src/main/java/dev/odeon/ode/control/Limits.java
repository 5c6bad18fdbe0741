package dev.odeon.ode.control;

import java.time.Duration;
import java.util.Optional;

/// When a solve gives up, beside the limit of steps of [StepControl].
///
/// @param evaluations most evaluations of the field for one trajectory, checked before each attempt
///   of a step; `Long.MAX_VALUE` for no limit
/// @param deadline how long a run may take, checked before each attempt; empty for no limit
/// @param occurrences most occurrences of events in one trajectory, at least 1
public record Limits(long evaluations, Optional<Duration> deadline, long occurrences) {
  /// No limit of evaluations or time; 100,000 occurrences.
  public static final Limits DEFAULT = new Limits(Long.MAX_VALUE, Optional.empty(), 100_000);

  public Limits {
    if (evaluations < 1) {
      throw new IllegalArgumentException("evaluations " + evaluations + " is below 1");
    }
    if (occurrences < 1) {
      throw new IllegalArgumentException("occurrences " + occurrences + " is below 1");
    }
    deadline.ifPresent(
        time -> {
          if (time.isNegative()) {
            throw new IllegalArgumentException("deadline " + time + " is negative");
          }
        });
  }

  /// The same with a limit of evaluations.
  public Limits withEvaluations(long most) {
    return new Limits(most, deadline, occurrences);
  }

  /// The same with a deadline, counted from the start of a run.
  public Limits withDeadline(Duration time) {
    return new Limits(evaluations, Optional.of(time), occurrences);
  }

  /// The same with a limit of occurrences.
  public Limits withOccurrences(long most) {
    return new Limits(evaluations, deadline, most);
  }
}
