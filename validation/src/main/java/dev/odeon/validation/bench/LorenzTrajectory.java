package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Backends;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.bench.hipparchus.LorenzTrajectoryByHand;
import dev.odeon.validation.problem.Lorenz;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Lorenz's equations, one trajectory on [0, 100] with 1001 outputs at 1e-8 and 1e-8, beside
/// Hipparchus's integrator of order 8 on the same equations written by hand in Java: at the same
/// tolerances, and at those that give it the same error, see [LorenzErrors].
record LorenzTrajectory(String id, ExplicitRungeKutta method) implements Workload {
  private static final double TOLERANCE = 1e-8;
  private static final int CALLS = 10;
  private static final int ROUNDS = 15;
  private static final double WARM_UP_SECONDS = 5;

  @Override
  public String metric() {
    return "ms for a trajectory to 100 with 1001 outputs, " + method.name();
  }

  @Override
  public Timing measure() {
    Lorenz lorenz = new Lorenz();
    LaneIntegrator integrator =
        new LaneIntegrator(
            lorenz.field(),
            method,
            StepControl.adaptive(Tolerances.of(TOLERANCE, TOLERANCE)),
            TimeSpan.of(0, LorenzErrors.END),
            SaveAt.linspace(0, LorenzErrors.END, LorenzErrors.OUTPUTS),
            Backends.preferred(),
            1);
    double[] initial = lorenz.initial();
    Solution solution = solve(integrator, initial);
    Timing ours =
        Timing.of(WARM_UP_SECONDS, ROUNDS, CALLS, () -> solve(integrator, initial)).times(1e-6);
    double error = LorenzErrors.of(solution.state(0, LorenzErrors.INDEX_OF_10));
    double tolerance = LorenzErrors.toleranceFor(initial, error);
    LorenzTrajectoryByHand same = LorenzErrors.byHand(TOLERANCE);
    LorenzTrajectoryByHand equal = LorenzErrors.byHand(tolerance);
    double processor = processor(() -> solve(integrator, initial));
    double theirs = processor(() -> same.run(initial));
    double atEqualError = processor(() -> equal.run(initial));
    SequencedMap<String, Double> extra = new LinkedHashMap<>();
    extra.put("processor", processor);
    extra.put("error_at_10", error);
    extra.put("evaluations", (double) solution.stats(0).evaluations());
    extra.put("by_hand_processor", theirs);
    extra.put("by_hand_error_at_10", LorenzErrors.byHand(initial, TOLERANCE));
    extra.put("by_hand_processor_at_equal_error", atEqualError);
    extra.put("by_hand_tolerance_at_equal_error", tolerance);
    extra.put("times_faster_than_by_hand", theirs / processor);
    extra.put("times_faster_than_by_hand_at_equal_error", atEqualError / processor);
    return new Timing(ours.median(), ours.min(), ours.max(), extra);
  }

  /// Milliseconds of the processor, warm.
  private static double processor(Runnable work) {
    Timing.of(WARM_UP_SECONDS / 2, 1, 1, work);
    double seconds =
        Timing.processor(
            () -> {
              for (int call = 0; call < CALLS; call++) {
                work.run();
              }
            });
    return seconds * 1e3 / CALLS;
  }

  private static Solution solve(LaneIntegrator integrator, double[] initial) {
    Solution solution = integrator.run(initial, new double[0][], 1, Recording.NONE).solution();
    if (!solution.isSuccess()) {
      throw new IllegalStateException("the trajectory did not reach its end");
    }
    return solution;
  }
}
