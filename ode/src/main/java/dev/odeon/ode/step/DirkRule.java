package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.DirkTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps of a diagonally implicit Runge-Kutta method. Each attempt evaluates the Jacobian at its
/// beginning and factors one matrix. It carries the derivative at the current state, as the last
/// stage solved for it: evaluated, it would carry the error of the iteration times the Jacobian.
record DirkRule(FieldGraph field, DiagonallyImplicit method) implements StepRule {
  private static final int SLOPE = 0;
  private static final int ETA = 1;

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  private DirkTableau tableau() {
    return method.tableau();
  }

  @Override
  public List<TensorType> memory() {
    return List.of(state(), TensorType.scalar(state().dtype()));
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(derivative, t.scalar(1));
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    StageEquation equation = StageEquation.of(field, tableau().gamma(), norm, point);
    Solved solved = stages(point, equation::solve);
    Tensor y1 = point.y().plus(Stages.combine(solved.z(), tableau().weights()));
    return trial(point, solved, y1, error(point, norm, solved, equation.matrix(), y1));
  }

  @Override
  public Trial differentiable(StepPoint point, int derivatives) {
    StageEquation.Solver solver =
        StageEquation.differentiable(field, tableau().gamma(), point, derivatives);
    Solved solved = stages(point, solver);
    Tensor y1 = point.y().plus(Stages.combine(solved.z(), tableau().weights()));
    return trial(point, solved, y1, point.h().scalar(0));
  }

  private static Trial trial(StepPoint point, Solved solved, Tensor y1, Tensor ifConverged) {
    Tensor h = point.h();
    Tensor slope = point.memory().get(SLOPE);
    Tensor converged = solved.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor infinite = h.scalar(Double.POSITIVE_INFINITY);
    Tensor error = converged.select(ifConverged, infinite);
    Tensor last = solved.z().getLast().dividedBy(h);
    Tensor one = h.scalar(1);
    return new Trial(
        y1,
        error,
        Optional.empty(),
        List.of(last, solved.eta()),
        List.of(slope, converged.select(solved.eta(), one)),
        List.of(y1, slope, last),
        solved.guards(),
        List.of(solved.iterations(), one, one));
  }

  /// The stages of a step, and how they were reached.
  private record Solved(
      List<Tensor> z, Tensor state, Tensor eta, Tensor iterations, List<Tensor> guards) {}

  private Solved stages(StepPoint point, StageEquation.Solver solver) {
    Tensor h = point.h();
    List<Tensor> z = new ArrayList<>(List.of(point.memory().get(SLOPE).times(h)));
    Tensor expected = point.memory().get(ETA).pow(0.8);
    Tensor state = h.scalar(Newton.RUNS);
    Tensor iterations = h.scalar(0);
    List<Tensor> guards = List.of();
    for (int i = 1; i < tableau().stages(); i++) {
      Newton stage =
          solver.solve(
              h.fma(h.scalar(tableau().c(i)), point.t()),
              point.y().plus(Stages.combine(z, tableau().row(i))),
              Stages.combine(z, tableau().guess(i)),
              i == 1 ? state : Newton.runsIfConverged(state),
              expected);
      z.add(stage.x().getFirst());
      expected = stage.eta();
      iterations = iterations.plus(stage.iterations());
      guards = Stages.both(guards, stage.guards());
      state = stage.state();
    }
    return new Solved(z, state, expected, iterations, guards);
  }

  private Tensor error(
      StepPoint point, ErrorNorm norm, Solved solved, StageMatrix matrix, Tensor y1) {
    return switch (norm) {
      case ErrorNorm.Ignored _ -> point.h().scalar(0);
      case ErrorNorm.Weighted weighted -> {
        Tensor difference = Stages.combine(solved.z(), tableau().errorWeights());
        boolean bounded = tableau().isEstimateBounded();
        Tensor filtered = matrix.solve(Mass.of(field).times(difference));
        yield weighted.of(bounded ? difference : filtered, point.y(), y1);
      }
    };
  }

  @Override
  public List<TensorType> dense() {
    return List.of(state(), state(), state());
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    return Hermite.cubic(theta, point.h(), point.y(), dense.get(0), dense.get(1), dense.get(2));
  }

  @Override
  public boolean isImplicit() {
    return true;
  }

  @Override
  public int errorExponent() {
    return Math.min(tableau().order(), tableau().embeddedOrder()) + 1;
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
