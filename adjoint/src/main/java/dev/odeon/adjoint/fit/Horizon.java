package dev.odeon.adjoint.fit;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;

/// A model over another time span.
final class Horizon {
  private Horizon() {}

  static NeuralOde of(NeuralOde model, TimeSpan span, SaveAt times) {
    SolvePlan plan = model.plan();
    return new NeuralOde(
        model.field(),
        new SolvePlan(
            plan.method(),
            plan.control(),
            span,
            times,
            plan.sensitivity(),
            plan.backend(),
            plan.threads(),
            plan.events(),
            plan.stops(),
            plan.device()));
  }

  /// `model` over the times of `data`.
  static NeuralOde over(NeuralOde model, Trajectory data) {
    double end = data.time(data.count() - 1);
    return of(model, TimeSpan.of(data.time(0), end), SaveAt.times(data.times()));
  }
}
