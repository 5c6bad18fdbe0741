package dev.odeon.cli.engine;

import dev.odeon.cli.output.Ending;
import dev.odeon.ode.solution.Outcome;
import java.util.List;

/// Endings of trajectories for programs and people.
final class Endings {
  private Endings() {}

  static Ending of(Outcome outcome, List<String> states) {
    String sentence = new GivingUp(outcome, states).sentence();
    return switch (outcome) {
      case Outcome.Success _ -> new Ending("success", "", dev.odeon.cli.fault.ExitCode.DONE);
      case Outcome.EventStop at ->
          new Ending("event", at.message(), dev.odeon.cli.fault.ExitCode.DONE);
      case Outcome.EventChatter _ -> Ending.gaveUp("event_chatter", sentence);
      case Outcome.EventFailed _ -> Ending.gaveUp("event_failed", sentence);
      case Outcome.MaxEvaluations _ -> Ending.gaveUp("max_evaluations", sentence);
      case Outcome.Deadline _ -> Ending.gaveUp("deadline", sentence);
      case Outcome.MaxSteps _ -> Ending.gaveUp("max_steps", sentence);
      case Outcome.StepUnderflow _ -> Ending.gaveUp("step_underflow", sentence);
      case Outcome.SolveFailed _ -> Ending.gaveUp("solve_failed", sentence);
      case Outcome.InconsistentStart _ -> Ending.gaveUp("inconsistent_start", sentence);
      case Outcome.NonFinite _ -> Ending.gaveUp("non_finite", sentence);
      case Outcome.TraceDiverged _ -> Ending.gaveUp("trace_diverged", sentence);
      case Outcome.FieldFailed _ -> Ending.gaveUp("field_failed", sentence);
      case Outcome.Cancelled at ->
          Ending.interrupted("interrupted at t = " + at.t() + "; the result ends there");
    };
  }
}
