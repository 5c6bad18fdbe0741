package dev.odeon.adjoint;

import dev.odeon.nn.ad.ResidualSplit;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.JoinedLaneSums;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.nn.rewrite.Renumbering;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.List;

/// The derivative of a step in the two parts in which attempts compute it: the stages after the
/// first, given the derivative at the beginning, and that derivative. What it computes from kept
/// values and what it computes from the state are the same operations, so the bits are the same.
///
/// @param steps those of a method that carries a derivative
/// @param split of `(t, h, y, dy/dt, p) -> outputs that have cotangents`
/// @param derivative `(t, y, p, cotangent) -> (dy/dt, cotangents of y and p)`
record Advance(StepGraphs steps, ResidualSplit split, Graph derivative) {
  static Advance of(StepGraphs steps, Graph advance) {
    Graph derivative = steps.slope();
    return new Advance(
        steps,
        ResidualSplit.of(advance, BackwardGraphs.wrt(advance, 2)),
        ReverseMode.vjp(derivative, BackwardGraphs.wrt(derivative, 1)));
  }

  /// `(t, h, y, p, cotangents of y1 and all stages) -> (cotangents of y, p)`.
  Graph again() {
    Tracer tracer = new Tracer();
    Inputs in = new Inputs(tracer);
    List<Tensor> after = cotangents(tracer);
    List<Tensor> arguments = in.ofAdvance(tracer.call(steps.slope(), in.point()).getFirst());
    return pull(tracer, in, arguments, tracer.call(split.forward(), arguments), after);
  }

  /// The same from what attempts keep.
  KeptStages kept() {
    Graph values = keeping(Scope.PER_LANE);
    Tracer tracer = new Tracer();
    Inputs in = new Inputs(tracer);
    List<Tensor> stored = new ArrayList<>();
    values.outputs().forEach(value -> stored.add(tracer.input(value.type(), value.scope())));
    List<Tensor> after = cotangents(tracer);
    List<Tensor> arguments = in.ofAdvance(tracer.call(steps.slope(), in.point()).getFirst());
    List<Tensor> shared = new ArrayList<>(tracer.call(keeping(Scope.SHARED), arguments));
    List<Tensor> outputs = new ArrayList<>(tracer.call(split.forward(), arguments));
    for (int i : split.fromOutputs()) {
      boolean isShared = split.forward().outputs().get(i).scope() == Scope.SHARED;
      outputs.set(i, isShared ? shared.removeFirst() : stored.removeFirst());
    }
    Graph step = pull(tracer, in, arguments, outputs, after);
    return new KeptStages(values, Prologue.of(Pipeline.standard().apply(step)));
  }

  /// `(t, h, y, dy/dt, p)` to the values that the backward part reads and that are of one scope.
  private Graph keeping(Scope scope) {
    Graph forward = split.forward();
    List<Value> read =
        split.fromOutputs().stream()
            .map(forward.outputs()::get)
            .filter(value -> value.scope() == scope)
            .toList();
    Graph part = new Graph(forward.name() + "_values", forward.inputs(), forward.equations(), read);
    return new Renumbering().apply(new DeadCode().apply(part));
  }

  /// @param outputs of the forward part, of which those that the backward part reads are used
  private Graph pull(
      Tracer tracer, Inputs in, List<Tensor> arguments, List<Tensor> outputs, List<Tensor> after) {
    List<Tensor> residuals = new ArrayList<>();
    split.fromInputs().forEach(i -> residuals.add(arguments.get(i)));
    split.fromOutputs().forEach(i -> residuals.add(outputs.get(i)));
    residuals.addAll(after.subList(0, split.outputs()));
    List<Tensor> pulled = tracer.call(split.backward(), residuals);
    List<Tensor> point = new ArrayList<>(in.point());
    point.add(pulled.get(1));
    List<Tensor> begun = tracer.call(derivative, point);
    List<Tensor> sums = new ArrayList<>();
    sums.add(pulled.getFirst().plus(begun.get(1)));
    for (int p = 0; p < in.parameters.size(); p++) {
      sums.add(pulled.get(2 + p).plus(begun.get(2 + p)));
    }
    Graph whole = tracer.graph(steps.field().graph().name() + "_step_vjp", sums);
    return new JoinedLaneSums().apply(Pipeline.standard().apply(whole));
  }

  /// Inputs for the cotangents of the new state and of all stages.
  private List<Tensor> cotangents(Tracer tracer) {
    List<Tensor> all = new ArrayList<>();
    all.add(tracer.input(steps.field().graph().inputs().get(1).type(), Scope.PER_LANE));
    steps.interpolated().forEach(type -> all.add(tracer.input(type, Scope.PER_LANE)));
    return all;
  }

  /// Inputs `(t, h, y, p)` of a graph.
  private final class Inputs {
    private final Tensor t;
    private final Tensor h;
    private final Tensor y;
    private final List<Tensor> parameters;

    Inputs(Tracer tracer) {
      List<Value> known = split.forward().inputs();
      t = tracer.input(ValueType.of(known.get(0)));
      h = tracer.input(ValueType.of(known.get(1)));
      y = tracer.input(ValueType.of(known.get(2)));
      parameters = steps.field().parameterTypes().stream().map(type -> tracer.input(type)).toList();
    }

    /// Those of dy/dt.
    List<Tensor> point() {
      List<Tensor> all = new ArrayList<>(List.of(t, y));
      all.addAll(parameters);
      return all;
    }

    /// Those of the stages after the first.
    List<Tensor> ofAdvance(Tensor slope) {
      List<Tensor> all = new ArrayList<>(List.of(t, h, y, slope));
      all.addAll(parameters);
      return all;
    }
  }
}
