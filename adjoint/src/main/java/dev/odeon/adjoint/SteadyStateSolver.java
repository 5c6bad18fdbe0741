package dev.odeon.adjoint;

import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Finds steady states of a field, for any number of lanes.
final class SteadyStateSolver {
  /// Enough from a trajectory that has settled, where the iteration converges quadratically.
  private static final int POLISHING = 20;

  private final FieldGraph field;
  private final SteadyPlan plan;
  private final Optional<LaneIntegrator> integrator;
  private final ConcurrentLinkedQueue<NewtonIteration> idle = new ConcurrentLinkedQueue<>();

  /// @throws IllegalArgumentException if the field depends on time, or tolerances do not fit it
  SteadyStateSolver(FieldGraph field, SteadyPlan plan) {
    checkAutonomous(field);
    plan.smallness().checkDimension(field.dimension());
    this.field = field;
    this.plan = plan;
    integrator =
        switch (plan.search()) {
          case SteadySearch.Integrating search -> Optional.of(integrator(search));
          case SteadySearch.Newton _ -> Optional.empty();
        };
  }

  private static void checkAutonomous(FieldGraph field) {
    Value time = field.graph().inputs().getFirst();
    if (field.graph().equations().stream().anyMatch(e -> e.operands().contains(time))) {
      throw new IllegalArgumentException(
          "field " + field.graph().name() + " depends on time: it has no steady state");
    }
  }

  private LaneIntegrator integrator(SteadySearch.Integrating search) {
    search.settled().checkDimension(field.dimension());
    Event settled =
        Event.of(
                "settled",
                (t, y, p) -> {
                  List<Tensor> arguments = new ArrayList<>(List.of(t, y));
                  field.parameterNames().forEach(name -> arguments.add(p.get(name)));
                  Tensor f = y.tracer().call(field.graph(), arguments).getFirst();
                  return largestOf(f.abs().dividedBy(scale(y, search.settled()))).log();
                })
            .falling()
            .terminating();
    SaveAt last = SaveAt.everySteps(Integer.MAX_VALUE);
    LanePlan lanes =
        new LanePlan(
                field, search.method(), search.control(), TimeSpan.of(0, search.longest()), last)
            .withEvents(settled);
    return new LaneIntegrator(lanes, plan.backend(), plan.threads());
  }

  private static Tensor scale(Tensor y, Tolerances smallness) {
    List<Tensor> absolute = new ArrayList<>();
    for (int i = 0; i < y.shape().size(); i++) {
      absolute.add(y.scalar(Math.max(smallness.absTol(i), Double.MIN_NORMAL)));
    }
    return y.abs().fma(y.scalar(smallness.relTol()), Tensor.concatenate(absolute));
  }

  private static Tensor largestOf(Tensor x) {
    Tensor largest = x.get(0);
    for (int i = 1; i < x.shape().size(); i++) {
      largest = largest.max(x.get(i));
    }
    return largest.max(largest.scalar(Double.MIN_NORMAL));
  }

  /// Finds one in each lane.
  ///
  /// @param guess where to begin, `[d][lane]`
  SteadyStates run(double[] guess, double[][] parameters, int lanes) {
    double[] y = guess.clone();
    double[] residuals = new double[lanes];
    int evaluations =
        switch (plan.search()) {
          case SteadySearch.Integrating _ -> POLISHING;
          case SteadySearch.Newton newton -> newton.evaluations();
        };
    if (integrator.isPresent()) {
      improve(y, parameters, lanes, residuals, 1);
      follow(integrator.get(), y, parameters, lanes, residuals);
    }
    improve(y, parameters, lanes, residuals, evaluations);
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < field.dimension() && !(residuals[lane] <= 1); i++) {
        y[i * lanes + lane] = Double.NaN;
      }
    }
    return new SteadyStates(y, Arrays.stream(residuals).boxed().toList());
  }

  /// Follows the trajectories of the lanes that have not settled.
  private void follow(
      LaneIntegrator along, double[] y, double[][] parameters, int lanes, double[] residuals) {
    double[] ends = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      ends[lane] = residuals[lane] <= 1 ? 0 : along.span().end();
    }
    LaneInput input = LaneInput.of(y.clone(), parameters, lanes).withEnds(ends);
    Solution solution = along.run(input, Recording.NONE).solution();
    for (int lane = 0; lane < lanes; lane++) {
      double[] last = solution.state(lane, solution.count(lane) - 1);
      for (int i = 0; i < last.length; i++) {
        y[i * lanes + lane] = last[i];
      }
    }
  }

  private void improve(
      double[] y, double[][] parameters, int lanes, double[] residuals, int evaluations) {
    int dimension = field.dimension();
    Blocks.forEach(
        Blocks.count(lanes),
        plan.threads(),
        () ->
            block -> {
              int first = block * Blocks.SIZE;
              int width = Math.min(Blocks.SIZE, lanes - first);
              double[] mine = new double[dimension * width];
              LaneArrays.gather(y, dimension, lanes, first, width, mine);
              double[][] own =
                  LaneArrays.parameters(field.parameterTypes(), parameters, lanes, first, width);
              NewtonIteration newton = borrow();
              double[] found = newton.run(mine, own, width, evaluations);
              idle.add(newton);
              LaneArrays.scatter(mine, dimension, width, y, lanes, first);
              System.arraycopy(found, 0, residuals, first, width);
            });
  }

  private NewtonIteration borrow() {
    NewtonIteration newton = idle.poll();
    return newton != null ? newton : new NewtonIteration(field, plan.smallness(), plan.backend());
  }
}
