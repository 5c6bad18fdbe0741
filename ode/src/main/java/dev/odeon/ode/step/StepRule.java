package dev.odeon.ode.step;

import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.ErrorNorm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.ImplicitExplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Nystrom;
import dev.odeon.ode.method.Radau;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.method.Splitting;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How a method advances a field by one step, as traced expressions for one trajectory. Everything
/// around it, the decision, the next step size and the counts, is common to all methods and stands
/// in [StepGraphs].
public interface StepRule {
  /// The rule of `method` on `field`.
  ///
  /// @throws IllegalArgumentException if the method does not suit the field
  static StepRule of(LaneMethod method, FieldGraph field) {
    Mass.check(field, method);
    NoiseForm.check(field, method);
    return switch (method) {
      case ExplicitRungeKutta explicit -> new ExplicitRule(field, explicit);
      case Splitting splitting -> SplittingRule.of(field, splitting);
      case RungeKuttaChebyshev chebyshev -> new ChebyshevRule(field, chebyshev);
      case Auto auto -> new AutoRule(field, auto);
      case Bdf bdf -> new BdfRule(field, bdf);
      case Rosenbrock rosenbrock -> new RosenbrockRule(field, rosenbrock);
      case DiagonallyImplicit implicit -> new DirkRule(field, implicit);
      case Radau radau -> new RadauRule(field, radau);
      case ImplicitExplicit split -> ImexRule.of(field, split);
      case StochasticMethod stochastic -> StochasticRule.of(field, stochastic);
      case Nystrom nystrom -> NystromRule.of(field, nystrom);
    };
  }

  /// The field.
  FieldGraph field();

  /// The method.
  LaneMethod method();

  /// Types of what the rule carries from step to step, per lane, beside time, step size and state.
  List<TensorType> memory();

  /// Index in the memory of the number that says which of several ways the next step goes, a
  /// constant of that step; the first value of [#dense] is the same number. Empty: there is one way
  /// only.
  default OptionalInt choice() {
    return OptionalInt.empty();
  }

  /// The memory at a start: the beginning, or a point where the state was changed from outside.
  ///
  /// @param derivative dy/dt at `(t, y)`
  List<Tensor> begin(Tensor t, Tensor y, Tensor derivative, List<Tensor> p);

  /// What is carried at a start: `(h, controller's memory, rule's memory, dy/dt, g)`, see
  /// [StepGraphs#start].
  default List<Tensor> start(StepControl control, Tensor t, Tensor stop, Tensor y, List<Tensor> p) {
    return Start.trace(this, control, t, stop, y, p);
  }

  /// A state near y that satisfies the algebraic equations, and 1 if it was found; empty if there
  /// are none.
  ///
  /// @param derivatives up to which order those of the state are exact
  default Optional<List<Tensor>> consistent(Tensor t, Tensor y, List<Tensor> p, int derivatives) {
    return Mass.of(field()).isSingular()
        ? Optional.of(ConsistentState.trace(field(), t, y, p, derivatives))
        : Optional.empty();
  }

  /// One attempt.
  ///
  /// @param norm weighs errors
  Trial attempt(StepPoint point, ErrorNorm norm);

  /// The step for sensitivities: the attempt with errors ignored, its derivatives for the state and
  /// the parameters exact in both modes. A rule that iterates replaces the derivative of its
  /// iteration by that of the solution, see [ImplicitFunction].
  ///
  /// @param derivatives up to which order they are exact, at least 1
  default Trial differentiable(StepPoint point, int derivatives) {
    return attempt(point, new ErrorNorm.Ignored());
  }

  /// Types of what an attempt leaves for the interpolant, per lane.
  List<TensorType> dense();

  /// Whether states within a step would be much less accurate than those at its ends, so that steps
  /// end at the save times instead.
  default boolean endsStepsAtSaves() {
    return false;
  }

  /// Types of what is computed further, if states within steps are asked for.
  default List<TensorType> extra() {
    return List.of();
  }

  /// What the interpolant needs beside `dense`.
  default List<Tensor> refine(StepPoint point, List<Tensor> dense) {
    return List.of();
  }

  /// The state at `t + theta h`, for the step from `point` that left `dense`, followed by what
  /// [#refine] made of it. Of the point it reads the size and the state.
  Tensor interpolate(Tensor theta, StepPoint point, List<Tensor> dense);

  /// Order of the first step, by which its size is guessed.
  default int startOrder() {
    return method().order();
  }

  /// Whether an attempt solves equations: its error is infinite if it could not.
  default boolean isImplicit() {
    return false;
  }

  /// One more than the order of the error estimate: the error of a step goes with this power of its
  /// size.
  int errorExponent();

  /// What one attempt costs, if that never varies; else [Trial#work] counts it.
  Work work();
}
