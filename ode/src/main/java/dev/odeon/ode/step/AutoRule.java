package dev.odeon.ode.step;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Reductions;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Steps of an explicit method or of a stiff one, whichever the lane is at. It carries which (0 or
/// 1), the number of steps in a row that spoke for the other, and the derivative at the state.
record AutoRule(FieldGraph field, Auto method) implements StepRule {
  /// Where `h rho` passes this, the explicit method is at its limit of stability.
  private static final double STABLE = 3.0;

  /// Where `h rho` passes this and the solution is [#SLOW], the stiff method takes longer steps: a
  /// tight tolerance holds the explicit one below its limit of stability, where the errors that it
  /// makes in the fast components just match the tolerance.
  private static final double LIVELY = 1.0;

  /// By how much slower than `rho` the derivative changes along the solution where the problem is
  /// stiff.
  private static final double SLOW = 30.0;

  /// Steps in a row that hand over to the stiff method.
  private static final int TO_STIFF = 10;

  /// Steps in a row that hand back.
  private static final int TO_EXPLICIT = 5;

  private TensorType state() {
    return field.graph().inputs().get(1).type();
  }

  private TensorType scalar() {
    return TensorType.scalar(state().dtype());
  }

  private ExplicitRule explicit() {
    return new ExplicitRule(field, method.explicit());
  }

  private RosenbrockRule stiff() {
    return new RosenbrockRule(field, method.stiff());
  }

  @Override
  public List<TensorType> memory() {
    return List.of(scalar(), scalar(), state());
  }

  @Override
  public OptionalInt choice() {
    return OptionalInt.of(0);
  }

  @Override
  public List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p) {
    return List.of(t.scalar(0), t.scalar(0), derivative);
  }

  @Override
  public Trial attempt(StepPoint point, ErrorNorm norm) {
    Tensor isStiff = point.memory().get(0).compare(Comparison.NE, 0);
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), point.h(), point.y()));
    arguments.add(point.memory().get(2));
    arguments.addAll(point.p());
    List<Tensor> quick =
        Branch.when(
            isStiff.not(),
            arguments,
            nothing(point, explicit().dense().size()),
            x -> tryExplicit(x, norm));
    List<Tensor> slow =
        Branch.when(
            isStiff, arguments, nothing(point, stiff().dense().size()), x -> tryStiff(x, norm));
    List<Tensor> common = new ArrayList<>();
    int shared = 4 + field.guards().size();
    for (int i = 0; i < shared; i++) {
      common.add(isStiff.select(slow.get(i), quick.get(i)));
    }
    Tensor one = point.t().scalar(1);
    Tensor zero = point.t().scalar(0);
    Tensor votes =
        common.get(3).compare(Comparison.NE, 0).select(point.memory().get(1).plus(1), zero);
    Tensor needed = isStiff.select(zero.scalar(TO_EXPLICIT), zero.scalar(TO_STIFF));
    Tensor changes = votes.compare(Comparison.GE, needed);
    Tensor other = isStiff.select(zero, one);
    List<Tensor> dense = new ArrayList<>(List.of(point.memory().get(0)));
    dense.addAll(quick.subList(shared, quick.size()));
    dense.addAll(slow.subList(shared, slow.size()));
    Tensor evaluations =
        isStiff.select(
            zero.scalar(method.stiff().tableau().stages() + 1.0),
            zero.scalar(method.explicit().tableau().stages() - 1.0));
    Tensor matrices = isStiff.select(one, zero);
    return new Trial(
        common.get(0),
        common.get(1),
        Optional.empty(),
        List.of(
            changes.select(other, point.memory().get(0)),
            changes.select(zero, votes),
            common.get(2)),
        point.memory(),
        dense,
        common.subList(4, shared),
        List.of(evaluations, matrices, matrices));
  }

  /// The step by the method that is chosen. The other one, which runs if another lane needs it,
  /// takes a step of size 0, so that it is finite, and so are its derivatives.
  @Override
  public Trial differentiable(StepPoint point, int derivatives) {
    Tensor choice = point.memory().get(0);
    Tensor isStiff = choice.compare(Comparison.NE, 0);
    Tensor rest = point.h().scalar(0);
    List<Tensor> quick =
        chosen(point, isStiff.not(), isStiff.select(rest, point.h()), explicit(), 1);
    List<Tensor> slow = chosen(point, isStiff, isStiff.select(point.h(), rest), stiff(), 0);
    List<Tensor> dense = new ArrayList<>(List.of(choice));
    dense.addAll(quick.subList(1, quick.size()));
    dense.addAll(slow.subList(1, slow.size()));
    return new Trial(
        isStiff.select(slow.getFirst(), quick.getFirst()),
        rest,
        Optional.empty(),
        point.memory(),
        point.memory(),
        dense,
        List.of(),
        List.of());
  }

  /// The new state and the dense values of `rule` where it is chosen.
  ///
  /// @param memory number of values that it carries: none, or the derivative
  private List<Tensor> chosen(
      StepPoint point, Tensor isChosen, Tensor h, StepRule rule, int memory) {
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), h, point.y()));
    arguments.add(point.memory().get(2));
    arguments.addAll(point.p());
    Tensor none = point.y().zeros();
    return Branch.when(
        isChosen,
        arguments,
        Collections.nCopies(1 + rule.dense().size(), none),
        x -> {
          Trial trial = rule.attempt(point(x, x.subList(3, 3 + memory)), new ErrorNorm.Ignored());
          List<Tensor> results = new ArrayList<>(List.of(trial.y1()));
          results.addAll(trial.dense());
          return results;
        });
  }

  /// Stands for the results of a method that does not run: new state, error, derivative, vote,
  /// guards, dense values.
  private List<Tensor> nothing(StepPoint point, int dense) {
    Tensor none = point.y().tracer().constant(Literal.of(state(), new double[state().size()]));
    Tensor zero = point.t().scalar(0);
    List<Tensor> nothing = new ArrayList<>(List.of(none, zero, none, zero));
    Tensor holds = zero.compare(Comparison.EQ, 0);
    field.guards().forEach(_ -> nothing.add(holds));
    for (int i = 0; i < dense; i++) {
      nothing.add(none);
    }
    return nothing;
  }

  private static StepPoint point(List<Tensor> x, List<Tensor> memory) {
    return new StepPoint(x.get(0), x.get(1), x.get(2), memory, x.subList(4, x.size()));
  }

  /// The spectral radius is about the change of the derivative from the last stage to the new
  /// state, both at the end of the step, by that of the state. Both are weighed as errors are: else
  /// large components that change slowly hide small ones that limit the step. Hairer, Wanner,
  /// Solving Ordinary Differential Equations II, 2nd ed., section IV.2.
  ///
  /// In few dimensions, where a matrix costs no more than some evaluations, the stiff method is
  /// wanted before the limit of stability too, if it can follow the solution with longer steps.
  private List<Tensor> tryExplicit(List<Tensor> x, ErrorNorm norm) {
    StepPoint point = point(x, x.subList(3, 4));
    Trial trial = explicit().attempt(point, norm);
    ButcherTableau tableau = method.explicit().tableau();
    int last = tableau.stages() - 1;
    double[] weights = new double[last - 1];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = tableau.a(last - 1, j);
    }
    List<Tensor> k = trial.dense();
    Tensor before = Stages.combine(k.subList(0, last - 1), weights).fma(point.h(), point.y());
    Tensor scale = Newton.scale(norm, trial.y1());
    Tensor growth = Newton.weigh(norm, k.get(last).minus(k.get(last - 1)), scale);
    Tensor way = Newton.weigh(norm, trial.y1().minus(before), scale);
    Tensor reach = point.h().abs().times(growth);
    Tensor vote = reach.compare(Comparison.GT, way.times(STABLE));
    if (field.dimension() <= FieldJacobian.SMALL) {
      Tensor change = Newton.weigh(norm, k.get(last).minus(k.getFirst()), scale);
      Tensor path = Newton.weigh(norm, trial.y1().minus(point.y()), scale);
      Tensor slow = growth.times(path).compare(Comparison.GT, way.times(change).times(SLOW));
      Tensor lively = reach.compare(Comparison.GT, way.times(LIVELY));
      vote = vote.logical(LogicalFunction.OR, slow.logical(LogicalFunction.AND, lively));
    }
    return results(trial, trial.memory().getFirst(), vote, trial.guards());
  }

  private List<Tensor> tryStiff(List<Tensor> x, ErrorNorm norm) {
    StepPoint point = point(x, List.of());
    Trial trial = stiff().attempt(point, norm);
    List<Tensor> evaluated =
        Stages.evaluate(field, point.t().plus(point.h()), trial.y1(), point.p());
    List<Tensor> guards = new ArrayList<>();
    for (int i = 1; i < evaluated.size(); i++) {
      guards.add(trial.guards().get(i - 1).logical(LogicalFunction.AND, evaluated.get(i)));
    }
    Graph jacobian = Derivatives.jacobian(field.graph(), 1, 0);
    List<Tensor> arguments = new ArrayList<>(List.of(point.t(), point.y()));
    arguments.addAll(point.p());
    Tensor matrix = point.y().tracer().call(jacobian, arguments).getFirst();
    Tensor largest = Reductions.max(matrix.abs().sum(1));
    Tensor vote = point.h().abs().times(largest).compare(Comparison.LT, LIVELY);
    return results(trial, evaluated.getFirst(), vote, guards);
  }

  private static List<Tensor> results(
      Trial trial, Tensor derivative, Tensor vote, List<Tensor> guards) {
    Tensor one = trial.error().scalar(1);
    Tensor zero = trial.error().scalar(0);
    List<Tensor> results =
        new ArrayList<>(List.of(trial.y1(), trial.error(), derivative, vote.select(one, zero)));
    results.addAll(guards);
    results.addAll(trial.dense());
    return results;
  }

  @Override
  public List<TensorType> dense() {
    List<TensorType> types = new ArrayList<>(List.of(scalar()));
    types.addAll(explicit().dense());
    types.addAll(stiff().dense());
    return types;
  }

  @Override
  public Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense) {
    int stages = explicit().dense().size();
    Tensor isStiff = dense.getFirst().compare(Comparison.NE, 0);
    Tensor quick = explicit().interpolate(theta, point, dense.subList(1, 1 + stages));
    Tensor slow = stiff().interpolate(theta, point, dense.subList(1 + stages, dense.size()));
    return isStiff.select(slow, quick);
  }

  @Override
  public int errorExponent() {
    return explicit().errorExponent();
  }

  @Override
  public Work work() {
    return new Work.Counted();
  }
}
