package dev.odeon.validation.problem;

import java.util.List;

/// Class A of DETEST: one equation.
final class DetestScalars {
  private DetestScalars() {}

  static List<DetestProblem> all() {
    return List.of(
        new DetestProblem(
            "A1", (t, y, p) -> y.negate(), List.of(1.0), List.of(2.06115362243855783E-9)),
        new DetestProblem(
            "A2", (t, y, p) -> y.pow(3).times(-0.5), List.of(1.0), List.of(2.18217890235992381E-1)),
        new DetestProblem(
            "A3", (t, y, p) -> y.times(t.cos()), List.of(1.0), List.of(2.49165027185041452)),
        new DetestProblem(
            "A4",
            (t, y, p) -> y.times(0.25).times(y.times(-0.05).plus(1)),
            List.of(1.0),
            List.of(1.77301664813148398E+1)),
        new DetestProblem(
            "A5",
            (t, y, p) -> y.minus(t).dividedBy(y.plus(t)),
            List.of(4.0),
            List.of(-7.88782668896401424E-1)));
  }
}
