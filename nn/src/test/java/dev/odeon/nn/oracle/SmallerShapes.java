package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Axes of one extent become shorter throughout; what then no longer fits is not tried.
final class SmallerShapes {
  private final int from;
  private final int to;

  private SmallerShapes(int from, int to) {
    this.from = from;
    this.to = to;
  }

  static Stream<GraphCase> of(GraphCase at) {
    return extents(at.graph())
        .flatMap(extent -> Stream.of(1, extent / 2, extent - 1).map(to -> List.of(extent, to)))
        .distinct()
        .filter(change -> change.get(1) >= 1 && change.get(1) < change.get(0))
        .flatMap(change -> new SmallerShapes(change.get(0), change.get(1)).apply(at));
  }

  private static Stream<Integer> extents(Graph graph) {
    return Stream.concat(
        graph.inputs().stream(), graph.equations().stream().flatMap(e -> e.results().stream()))
        .flatMap(value -> value.type().shape().dims().stream())
        .filter(extent -> extent > 1)
        .distinct()
        .toList()
        .stream();
  }

  private Stream<GraphCase> apply(GraphCase at) {
    Graph graph = at.graph();
    try {
      Graph smaller = rebuild(graph);
      double[][] inputs = at.inputs().clone();
      for (int i = 0; i < inputs.length; i++) {
        Value input = graph.inputs().get(i);
        int lanes = input.scope() == Scope.PER_LANE ? at.lanes() : 1;
        inputs[i] = corner(inputs[i], input.type().shape(), shape(input.type().shape()), lanes);
      }
      return Stream.of(new GraphCase(smaller, at.lanes(), inputs));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  private Graph rebuild(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    Map<Value, Value> now = new HashMap<>();
    for (Value input : graph.inputs()) {
      now.put(input, builder.input(type(input.type()), input.scope()));
    }
    for (Equation equation : graph.equations()) {
      List<Value> operands = equation.operands().stream().map(now::get).toList();
      List<Value> results = builder.emit(op(equation.op()), operands, equation.origin());
      for (int i = 0; i < results.size(); i++) {
        now.put(equation.results().get(i), results.get(i));
      }
    }
    return builder.build(graph.name(), graph.outputs().stream().map(now::get).toList());
  }

  private int extent(int extent) {
    return extent == from ? to : extent;
  }

  private Shape shape(Shape shape) {
    return new Shape(shape.dims().stream().map(this::extent).toList());
  }

  private TensorType type(TensorType type) {
    return type.withShape(shape(type.shape()));
  }

  private Op op(Op op) {
    return switch (op) {
      case Op.Constant(Literal value) ->
          new Op.Constant(
              Literal.of(
                  type(value.type()),
                  corner(value.toArray(), value.type().shape(), shape(value.type().shape()), 1)));
      case Op.BroadcastInDim broadcast ->
          new Op.BroadcastInDim(shape(broadcast.shape()), broadcast.axes());
      case Op.Reshape reshape -> new Op.Reshape(shape(reshape.shape()));
      case Op.Slice slice ->
          new Op.Slice(
              slice.start().stream().map(start -> Math.min(start, to - 1)).toList(),
              slice.limit().stream().map(this::extent).toList(),
              slice.stride());
      case Op.Cond cond -> new Op.Cond(rebuild(cond.whenTrue()), rebuild(cond.whenFalse()));
      case Op.While loop ->
          new Op.While(rebuild(loop.condition()), rebuild(loop.body()), loop.consts());
      case Op.Scan scan ->
          new Op.Scan(
              rebuild(scan.body()),
              scan.consts(),
              scan.carries(),
              extent(scan.length()),
              scan.order());
      default -> op;
    };
  }

  /// The elements that both shapes have, each for all lanes.
  private static double[] corner(double[] elements, Shape before, Shape after, int lanes) {
    List<Double> kept = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      int rest = i;
      int at = 0;
      int stride = 1;
      for (int axis = after.rank() - 1; axis >= 0; axis--) {
        at += stride * (rest % after.dim(axis));
        rest /= after.dim(axis);
        stride *= before.dim(axis);
      }
      for (int lane = 0; lane < lanes; lane++) {
        kept.add(elements[at * lanes + lane]);
      }
    }
    return kept.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
