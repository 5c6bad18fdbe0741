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

  private static final int ITERATIONS = 10;

  /// With fixed steps there is no tolerance: the iteration goes on to rounding.
  private static final double TIGHT = 1e-13;

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
    Tensor h = point.h();
    Tensor slope = point.memory().get(SLOPE);
    Tensor jacobian = FieldJacobian.of(field).at(point.t(), point.y(), point.p());
    StageMatrix matrix = StageMatrix.of(jacobian, h.times(tableau().gamma()));
    Solved solved = stages(point, system(point, norm, matrix));
    Tensor y1 = point.y().plus(Stages.combine(solved.z(), tableau().weights()));
    Tensor converged = solved.state().compare(Comparison.EQ, StageNewton.CONVERGED);
    Tensor error = converged.select(error(point, norm, solved, matrix, y1), infinite(h));
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

  private static Tensor infinite(Tensor like) {
    return like.scalar(Double.POSITIVE_INFINITY);
  }

  private StageNewton.Equation system(StepPoint point, ErrorNorm norm, StageMatrix matrix) {
    return switch (norm) {
      case ErrorNorm.Ignored _ -> {
        Tensor size = point.y().times(point.y()).mean().sqrt();
        Tensor scale = point.y().abs().plus(size.times(1e-3)).plus(1e-30);
        yield new StageNewton.Equation(
            field,
            tableau().gamma(),
            point.h(),
            scale,
            DirkRule::rootMeanSquare,
            matrix,
            TIGHT,
            1e-8,
            5 * ITERATIONS,
            point.p());
      }
      case ErrorNorm.Weighted weighted ->
          new StageNewton.Equation(
              field,
              tableau().gamma(),
              point.h(),
              weighted.scale(point.y(), point.y()),
              weighted::weigh,
              matrix,
              weighted.newtonTolerance(),
              weighted.newtonTolerance(),
              ITERATIONS,
              point.p());
    };
  }

  private static Tensor rootMeanSquare(Tensor x, Tensor scale) {
    Tensor weighed = x.dividedBy(scale);
    return weighed.times(weighed).mean().sqrt();
  }

  /// The stages of a step, and how they were reached.
  private record Solved(
      List<Tensor> z, Tensor state, Tensor eta, Tensor iterations, List<Tensor> guards) {}

  private Solved stages(StepPoint point, StageNewton.Equation system) {
    Tensor h = point.h();
    List<Tensor> z = new ArrayList<>(List.of(point.memory().get(SLOPE).times(h)));
    Tensor expected = point.memory().get(ETA).pow(0.8);
    Tensor state = h.scalar(StageNewton.RUNS);
    Tensor iterations = h.scalar(0);
    List<Tensor> guards = List.of();
    for (int i = 1; i < tableau().stages(); i++) {
      double[] weights = new double[i];
      for (int j = 0; j < i; j++) {
        weights[j] = tableau().a(i, j);
      }
      StageNewton stage =
          StageNewton.solve(
              system,
              h.fma(h.scalar(tableau().c(i)), point.t()),
              point.y().plus(Stages.combine(z, weights)),
              Stages.combine(z, tableau().guess(i)),
              state,
              expected);
      z.add(stage.z());
      expected = stage.eta();
      iterations = iterations.plus(stage.iterations());
      guards = Stages.both(guards, stage.guards());
      boolean last = i == tableau().stages() - 1;
      state =
          last
              ? stage.state()
              : stage
                  .state()
                  .compare(Comparison.EQ, StageNewton.CONVERGED)
                  .select(h.scalar(StageNewton.RUNS), h.scalar(StageNewton.FAILED));
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
        yield weighted.of(bounded ? difference : matrix.solve(difference), point.y(), y1);
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
