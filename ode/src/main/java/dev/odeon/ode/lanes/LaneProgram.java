package dev.odeon.ode.lanes;

import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.StepGraphs;
import dev.odeon.ode.step.Work;

/// What is integrated how, and the graphs that do it: shared by all blocks.
///
/// @param interpolant `(theta, h, y, dense) -> y`
record LaneProgram(
    StepGraphs steps,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    Carry carry,
    Graph start,
    Graph attempt,
    Graph interpolant) {
  static LaneProgram of(StepGraphs steps, StepControl control, TimeSpan span, SaveAt saveAt) {
    return new LaneProgram(
        steps,
        control,
        span,
        saveAt,
        steps.carry(control),
        steps.start(control),
        steps.attempt(
            control, savesInside(span, saveAt) ? Attempt.Detail.DENSE : Attempt.Detail.NONE),
        steps.interpolant());
  }

  private static boolean savesInside(TimeSpan span, SaveAt saveAt) {
    for (int i = 0; i < saveAt.count(); i++) {
      if (saveAt.time(i) != span.start() && saveAt.time(i) != span.end()) {
        return true;
      }
    }
    return false;
  }

  /// What a start costs.
  Work.Constant workAtStart() {
    boolean guesses =
        control instanceof StepControl.Adaptive adaptive
            && adaptive.initialStep().isEmpty()
            && span.length() != 0;
    return new Work.Constant(guesses ? 2 : 1, 0, 0);
  }
}
