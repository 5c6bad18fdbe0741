package dev.odeon.cli.engine;

import dev.odeon.ode.solution.Outcome;
import java.util.List;

/// What a failed solution is called in sentences for people: components have the names of states.
///
/// @param outcome how the solution ended
/// @param states names of the components
record GivingUp(Outcome outcome, List<String> states) {
  /// What happened, as a part of a sentence that begins with "the solver gave up: ".
  String reason() {
    return switch (outcome) {
      case Outcome.NonFinite failure ->
          "the state '%s' or its derivative is NaN or infinite just after t = %s"
              .formatted(states.get(failure.component()), failure.t());
      case Outcome.Success _,
          Outcome.EventStop _,
          Outcome.EventChatter _,
          Outcome.EventFailed _,
          Outcome.MaxEvaluations _,
          Outcome.Deadline _,
          Outcome.MaxSteps _,
          Outcome.StepUnderflow _,
          Outcome.SolveFailed _,
          Outcome.InconsistentStart _,
          Outcome.FieldFailed _,
          Outcome.TraceDiverged _,
          Outcome.Cancelled _ ->
          outcome.message();
    };
  }

  /// What happened and what to change.
  String sentence() {
    return "the solver gave up: " + reason() + "; " + outcome.remedy();
  }
}
