package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.AdditiveTableau;
import dev.odeon.ode.method.DirkTableau;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Steps of an additive method: the stages of the stiff part solve equations, those of the other
/// are evaluated. It carries the derivatives of both parts at the current state.
record ImexRule(FieldGraph field, ImplicitExplicit method) implements StepRule {
  private static final int STIFF = 0;
  private static final int OTHER = 1;
  private static final int ETA = 2;

  /// @throws IllegalArgumentException if `field` is not the sum of the parts of `method`
  static ImexRule of(FieldGraph field, ImplicitExplicit method) {
    if (!field.equals(method.parts().sum())) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' has parts whose sum is not the field '"
              + field.graph().name()
              + "'; solve the field that AdditiveField.sum gives");
    }
    return new ImexRule(field, method);
  }

  private AdditiveTableau tableau() {
    return method.tableau();
  }

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  @Override
  public List<TensorType> memory() {
    return List.of(state(), state(), TensorType.scalar(state().dtype()));
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(
        Stages.evaluate(method.parts().stiff(), t, y, p).getFirst(),
        Stages.evaluate(method.parts().other(), t, y, p).getFirst(),
        t.scalar(1));
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    double gamma = tableau().implicit().gamma();
    StageEquation equation = StageEquation.of(method.parts().stiff(), gamma, norm, point);
    return trial(point, norm, stages(point, equation::solve));
  }

  @Override
  public Trial differentiable(StepPoint point, int derivatives) {
    double gamma = tableau().implicit().gamma();
    StageEquation.Solver solver =
        StageEquation.differentiable(method.parts().stiff(), gamma, point, derivatives);
    return trial(point, new ErrorNorm.Ignored(), stages(point, solver));
  }

  private Trial trial(StepPoint point, ErrorNorm norm, Solved solved) {
    DirkTableau implicit = tableau().implicit();
    Tensor h = point.h();
    Tensor y1 = point.y().plus(solved.combine(implicit.weights()));
    Tensor converged = solved.state().compare(Comparison.EQ, Newton.CONVERGED);
    Tensor error =
        switch (norm) {
          case ErrorNorm.Ignored _ -> h.scalar(0);
          case ErrorNorm.Weighted weighted ->
              weighted.of(solved.combine(implicit.errorWeights()), point.y(), y1);
        };
    Tensor t1 = point.t().plus(h);
    List<Tensor> stiff = Stages.evaluate(method.parts().stiff(), t1, y1, point.p());
    List<Tensor> other = Stages.evaluate(method.parts().other(), t1, y1, point.p());
    Tensor one = h.scalar(1);
    List<Tensor> before = point.memory();
    return new Trial(
        y1,
        converged.select(error, h.scalar(Double.POSITIVE_INFINITY)),
        Optional.empty(),
        List.of(stiff.getFirst(), other.getFirst(), solved.eta()),
        List.of(before.get(STIFF), before.get(OTHER), converged.select(solved.eta(), one)),
        List.of(
            y1, before.get(STIFF).plus(before.get(OTHER)), stiff.getFirst().plus(other.getFirst())),
        guards(solved, stiff, other),
        List.of(solved.iterations().plus(1), one, one));
  }

  private static List<Tensor> guards(Solved solved, List<Tensor> stiff, List<Tensor> other) {
    List<Tensor> guards =
        new ArrayList<>(Stages.both(solved.stiffGuards(), stiff.subList(1, stiff.size())));
    guards.addAll(Stages.both(solved.otherGuards(), other.subList(1, other.size())));
    return guards;
  }

  /// The stages of both parts times h, and how they were reached.
  private record Solved(
      List<Tensor> stiff,
      List<Tensor> other,
      Tensor state,
      Tensor eta,
      Tensor iterations,
      List<Tensor> stiffGuards,
      List<Tensor> otherGuards) {
    Tensor combine(double[] weights) {
      return Stages.combine(stiff, weights).plus(Stages.combine(other, weights));
    }
  }

  private Solved stages(StepPoint point, StageEquation.Solver solver) {
    DirkTableau implicit = tableau().implicit();
    Tensor h = point.h();
    List<Tensor> stiff = new ArrayList<>(List.of(point.memory().get(STIFF).times(h)));
    List<Tensor> other = new ArrayList<>(List.of(point.memory().get(OTHER).times(h)));
    Tensor expected = point.memory().get(ETA).pow(0.8);
    Tensor state = h.scalar(Newton.RUNS);
    Tensor iterations = h.scalar(0);
    List<Tensor> stiffGuards = List.of();
    List<Tensor> otherGuards = List.of();
    for (int i = 1; i < implicit.stages(); i++) {
      Tensor t = h.fma(h.scalar(implicit.c(i)), point.t());
      Tensor known =
          Stages.combine(stiff, implicit.row(i))
              .plus(Stages.combine(other, tableau().explicitRow(i)));
      Tensor base = point.y().plus(known);
      Newton stage =
          solver.solve(
              t,
              base,
              Stages.combine(stiff, implicit.guess(i)),
              i == 1 ? state : Newton.runsIfConverged(state),
              expected);
      Tensor z = stage.x().getFirst();
      stiff.add(z);
      List<Tensor> evaluated =
          Stages.evaluate(
              method.parts().other(), t, z.fma(z.scalar(implicit.gamma()), base), point.p());
      other.add(evaluated.getFirst().times(h));
      expected = stage.eta();
      iterations = iterations.plus(stage.iterations());
      state = stage.state();
      stiffGuards = Stages.both(stiffGuards, stage.guards());
      otherGuards = Stages.both(otherGuards, evaluated.subList(1, evaluated.size()));
    }
    return new Solved(stiff, other, state, expected, iterations, stiffGuards, otherGuards);
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
    DirkTableau implicit = tableau().implicit();
    return Math.min(implicit.order(), implicit.embeddedOrder()) + 1;
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
