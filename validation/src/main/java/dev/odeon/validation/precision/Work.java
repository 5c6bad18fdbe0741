package dev.odeon.validation.precision;

import dev.odeon.plotting.Axis;
import java.util.Locale;

/// What a diagram shows upwards.
@SuppressWarnings("ImmutableEnumChecker") // axes do not change
enum Work {
  /// Processor time of a warm run.
  TIME(Axis.of("processor time", "ms")),
  /// Evaluations of the field, which are the same on every machine.
  EVALUATIONS(Axis.of("evaluations"));

  private final Axis axis;

  Work(Axis axis) {
    this.axis = axis;
  }

  Axis axis() {
    return axis;
  }

  double of(Measurement point) {
    return switch (this) {
      case TIME -> point.millis();
      case EVALUATIONS -> point.evaluations();
    };
  }

  /// The name of the picture of a problem.
  String file(String problem) {
    return problem.toLowerCase(Locale.ROOT) + "-" + name().toLowerCase(Locale.ROOT) + ".png";
  }
}
