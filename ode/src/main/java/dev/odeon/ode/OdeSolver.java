package dev.odeon.ode;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.graph.Interruptible;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.hipparchus.HipparchusRoad;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.lanes.UnbegunRun;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.solution.Solution;
import java.util.Optional;

/// Solves initial value problems by any method, each on its road: [LaneMethod] on lanes,
/// [HipparchusMethod] through Hipparchus.
///
/// Bad arguments throw `IllegalArgumentException` before any work; all that happens later is the
/// outcome of a trajectory. An interrupt of the calling thread ends the run within 100 ms, be it
/// under way or still at making its graphs; the flag is kept, and what is known is returned.
///
/// @param backend where graphs run
/// @param threads most threads to use, at least 1
/// @param limits when to give up
/// @param device where batches are solved; what it cannot do the processor does, with the same
///   numbers
public record OdeSolver(Backend backend, int threads, Limits limits, Device device) {
  public OdeSolver {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
  }

  /// On the processor.
  public OdeSolver(Backend backend, int threads, Limits limits) {
    this(backend, threads, limits, Device.cpu());
  }

  /// Without limits but those of the step control.
  public OdeSolver(Backend backend, int threads) {
    this(backend, threads, Limits.DEFAULT);
  }

  /// The same with these limits.
  public OdeSolver withLimits(Limits own) {
    return new OdeSolver(backend, threads, own, device);
  }

  /// The same on a device. Methods of Hipparchus run on the processor whatever it is.
  public OdeSolver on(Device place) {
    return new OdeSolver(backend, threads, limits, place);
  }

  /// Solves on the preferred backend, on this thread.
  public static Solution solve(
      OdeProblem problem, Method method, StepControl control, SaveAt saveAt) {
    return solve(problem, method, control, saveAt, 1);
  }

  /// Solves on the preferred backend, on at most `threads` threads.
  public static Solution solve(
      OdeProblem problem, Method method, StepControl control, SaveAt saveAt, int threads) {
    return new OdeSolver(Backends.preferred(), threads).run(problem, method, control, saveAt);
  }

  /// Solves.
  ///
  /// @throws IllegalArgumentException if `control` does not suit `method`, a save time lies outside
  ///   the span, the method has no road, or the device is demanded and cannot be used
  public Solution run(OdeProblem problem, Method method, StepControl control, SaveAt saveAt) {
    return switch (method) {
      case LaneMethod onLanes -> onLanes(problem, onLanes, control, saveAt);
      case HipparchusMethod own ->
          HipparchusRoad.solve(problem, own, control, saveAt, backend, threads, limits);
      default ->
          throw new IllegalArgumentException(
              "method '" + method.name() + "' runs neither on lanes nor through Hipparchus");
    };
  }

  private Solution onLanes(
      OdeProblem problem, LaneMethod method, StepControl control, SaveAt saveAt) {
    LanePlan plan =
        new LanePlan(
            problem.field(),
            method,
            control,
            problem.span(),
            saveAt,
            problem.events(),
            problem.stops(),
            limits);
    double[][] parameters = problem.parameters().toArray(double[][]::new);
    LaneInput input =
        LaneInput.of(problem.initial(), parameters, problem.lanes()).withEnds(problem.ends());
    Optional<LaneIntegrator> traced =
        Interruptible.call(() -> new LaneIntegrator(plan, backend, threads));
    if (traced.isEmpty()) {
      return UnbegunRun.of(plan, input);
    }
    LaneIntegrator integrator = traced.get();
    LaneIntegrator there = device instanceof Device.Cpu ? integrator : integrator.on(device);
    return there.run(input, Recording.NONE).solution();
  }
}
