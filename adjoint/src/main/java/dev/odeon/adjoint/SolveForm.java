package dev.odeon.adjoint;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.MassMatrix;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.Arrays;
import java.util.Optional;
import java.util.SequencedMap;

/// The form in which a problem is solved: over parts of its span if that is traced, with the
/// integral of its cost as one more component.
///
/// @param own number of components of the problem's state
/// @param isScaled whether times are parts of the span
record SolveForm(int own, boolean isScaled, Optional<StateFunction> cost) {
  /// Number of components that are solved for.
  int dimension() {
    return cost.isPresent() ? own + 1 : own;
  }

  private boolean isAsGiven() {
    return !isScaled && cost.isEmpty();
  }

  VectorField field(VectorField f) {
    if (isAsGiven()) {
      return f;
    }
    return (s, z, p) -> {
      Tensor t = time(s, p);
      Tensor y = state(z);
      Tensor rate = f.apply(t, y, p);
      Tensor both =
          cost.map(c -> Tensor.concatenate(rate, requireScalar(c.apply(t, y, p)))).orElse(rate);
      return isScaled ? both.times(length(p)) : both;
    };
  }

  /// The field in this form, traced.
  FieldGraph traced(
      String name,
      VectorField f,
      Optional<MassMatrix> mass,
      Optional<StochasticField> noise,
      SequencedMap<String, ValueType> parameters) {
    FieldGraph graph =
        noise.isPresent()
            ? noisy(noise.orElseThrow(), f).trace(name, dimension(), parameters)
            : FieldGraph.trace(name, field(f), dimension(), parameters);
    return mass.map(this::mass).map(graph::withMass).orElse(graph);
  }

  /// The equation, the integral without noise.
  private StochasticField noisy(StochasticField given, VectorField f) {
    return new StochasticField(
        field(f),
        (t, z, p) -> {
          Tensor g = given.diffusion().apply(t, state(z), p);
          return cost.isPresent() ? withoutNoise(g) : g;
        },
        given.calculus(),
        given.motion());
  }

  /// g with a row of zeros.
  private static Tensor withoutNoise(Tensor g) {
    Shape shape = g.shape();
    if (shape.rank() == 1) {
      return Tensor.concatenate(g, g.scalar(0));
    }
    int m = shape.dim(1);
    Tensor all = g.reshape(Shape.of(shape.size()));
    return Tensor.concatenate(all, all.slice(0, m).zeros()).reshape(Shape.of(shape.dim(0) + 1, m));
  }

  /// The matrix of the problem, and 1 for the integral.
  private MassMatrix mass(MassMatrix given) {
    if (cost.isEmpty() || given.dimension() != own) {
      return given;
    }
    double[][] rows = new double[own + 1][own + 1];
    for (int i = 0; i < own; i++) {
      for (int j = 0; j < own; j++) {
        rows[i][j] = given.at(i, j);
      }
    }
    rows[own][own] = 1;
    return MassMatrix.of(rows);
  }

  private static Tensor length(Parameters p) {
    TracedSpan span = TracedSpan.in(p);
    return span.end().minus(span.start());
  }

  private Tensor time(Tensor s, Parameters p) {
    return isScaled ? TracedSpan.in(p).at(s) : s;
  }

  private Tensor state(Tensor z) {
    return cost.isPresent() ? z.slice(0, own) : z;
  }

  private static Tensor requireScalar(Tensor cost) {
    if (!cost.shape().equals(Shape.SCALAR)) {
      throw new IllegalArgumentException(
          "solve: cost of shape [" + cost.shape() + "] is not a scalar");
    }
    return cost;
  }

  Tensor start(Tensor initial) {
    return cost.isPresent() ? Tensor.concatenate(initial, initial.scalar(0)) : initial;
  }

  SolvePlan plan(SolvePlan plan) {
    if (isAsGiven()) {
      return plan;
    }
    Event[] events = plan.events().stream().map(this::event).toArray(Event[]::new);
    return plan.withEvents(events).with(control(plan.control()));
  }

  private Event event(Event given) {
    return new Event(
        given.name(),
        (s, z, p) -> given.function().apply(time(s, p), state(z), p),
        given.direction(),
        given.change().map(this::change),
        given.last(),
        given.tolerance(),
        given.touch());
  }

  private StateFunction change(StateFunction given) {
    return (s, z, p) -> {
      Tensor changed = given.apply(time(s, p), state(z), p);
      return cost.isPresent() ? Tensor.concatenate(changed, z.get(own)) : changed;
    };
  }

  /// The control without the integral, which has no part in it.
  private StepControl control(StepControl given) {
    if (cost.isEmpty()) {
      return given;
    }
    return switch (given) {
      case StepControl.Fixed fixed -> fixed;
      case StepControl.Adaptive adaptive ->
          new StepControl.Adaptive(
              tolerances(adaptive.tolerances()),
              adaptive.controller(),
              new Norm.Leading(own, adaptive.norm()),
              adaptive.initialStep(),
              adaptive.minStep(),
              adaptive.maxStep(),
              adaptive.maxSteps());
    };
  }

  private Tolerances tolerances(Tolerances given) {
    if (given.isUniform()) {
      return given;
    }
    double[] absolute = new double[own + 1];
    Arrays.setAll(absolute, i -> i < own ? given.absTol(i) : given.absTol());
    return Tolerances.perComponent(given.relTol(), absolute);
  }

  /// The states `[m, d]` of saved rows.
  Tensor statesOf(Tensor rows) {
    return cost.isPresent() ? columns(rows, 0, own) : rows;
  }

  /// The integral `[m]` of saved rows.
  Tensor integralOf(Tensor rows) {
    return columns(rows, own, own + 1).reshape(Shape.of(rows.shape().dim(0)));
  }

  private static Tensor columns(Tensor rows, int from, int to) {
    return rows.transpose().slice(from, to).transpose();
  }
}
