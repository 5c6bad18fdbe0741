package dev.odeon.nn.ad;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Regions whose values reverse mode computes again instead of keeping: less memory for about one
/// more evaluation.
///
/// A region is a [Op.Cond] that always takes its first branch. Its reverse rule needs the operands
/// only, and evaluates the branch again; so every transformation and backend has regions already,
/// and they nest and differentiate to any order. A rewrite that took the branch out would keep all
/// results and lose the saving.
///
/// The values are those of the plain call, to the bit. So are gradients, if within the region all
/// is per lane but operands, or all shared, and if no operand that is used several times within is
/// used again after it; otherwise the same terms are added in another order.
///
/// See Griewank and Walther, Evaluating Derivatives, 2nd ed., chapter 12; Chen, Xu, Zhang and
/// Guestrin, Training deep nets with sublinear memory cost, 2016, arXiv:1604.06174.
public final class Checkpointed {
  private Checkpointed() {}

  /// Computes what `region` computes, of `arguments`, as a region.
  ///
  /// @param tracer the trace of the arguments
  public static List<Tensor> call(Tracer tracer, Graph region, List<Tensor> arguments) {
    List<ValueType> types = arguments.stream().map(x -> ValueType.of(x.value())).toList();
    Tracer inner = new Tracer();
    List<Tensor> inputs = types.stream().map(inner::input).toList();
    Graph taken = inner.graph(region.name(), inner.call(region, inputs));
    List<Tensor> operands = new ArrayList<>(List.of(always(tracer)));
    operands.addAll(arguments);
    return tracer.apply(new Op.Cond(taken, never(taken)), operands);
  }

  /// The graph with its equations in `count` regions of about equal size, one after another: with
  /// the square root of the number of equations, reverse mode holds about that many values.
  ///
  /// @param count number of regions, at least 1
  public static Graph segments(Graph graph, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("segments: count " + count + " is below 1");
    }
    List<Equation> constants = graph.equations().stream().filter(Checkpointed::isConstant).toList();
    List<Equation> rest = graph.equations().stream().filter(e -> !isConstant(e)).toList();
    Tracer tracer = new Tracer();
    Map<Value, Tensor> known = new HashMap<>();
    List<Tensor> inputs = ReverseMode.inputs(tracer, graph);
    for (int i = 0; i < inputs.size(); i++) {
      known.put(graph.inputs().get(i), inputs.get(i));
    }
    List<Set<Value>> usedAfter = usedAfter(graph, rest, count);
    for (int i = 0; i < count; i++) {
      List<Equation> part = part(rest, i, count);
      if (!part.isEmpty()) {
        region(tracer, graph.name() + "_" + i, part, constants, usedAfter.get(i), known);
      }
    }
    Set<Value> outputs = new HashSet<>(graph.outputs());
    for (Equation constant : constants) {
      if (outputs.contains(constant.result())) {
        known.put(constant.result(), tracer.apply(constant.op(), List.of()).getFirst());
      }
    }
    return tracer.graph(graph.name(), graph.outputs().stream().map(y -> get(known, y)).toList());
  }

  private static Tensor always(Tracer tracer) {
    return tracer.constant(Literal.scalar(DType.BOOL, 1));
  }

  /// The branch that is never taken: zeros.
  private static Graph never(Graph taken) {
    GraphBuilder builder = new GraphBuilder();
    taken.inputs().forEach(input -> builder.input(ValueType.of(input)));
    List<Value> zeros =
        taken.outputs().stream()
            .map(y -> builder.emit1(new Op.Constant(Literal.filled(y.type(), 0))))
            .toList();
    return builder.build(taken.name() + "_never", zeros);
  }

  private static boolean isConstant(Equation equation) {
    return equation.op() instanceof Op.Constant;
  }

  private static List<Equation> part(List<Equation> equations, int index, int count) {
    long size = equations.size();
    return equations.subList((int) (size * index / count), (int) (size * (index + 1) / count));
  }

  /// For each part, what later parts or the outputs read.
  private static List<Set<Value>> usedAfter(Graph graph, List<Equation> rest, int count) {
    List<Set<Value>> used = new ArrayList<>();
    Set<Value> after = new HashSet<>(graph.outputs());
    for (int i = count - 1; i >= 0; i--) {
      Set<Value> own = new HashSet<>();
      List<Equation> part = part(rest, i, count);
      for (Equation equation : part) {
        equation.results().stream().filter(after::contains).forEach(own::add);
      }
      used.add(own);
      part.forEach(equation -> after.addAll(equation.operands()));
    }
    return used.reversed();
  }

  private static void region(
      Tracer tracer,
      String name,
      List<Equation> part,
      List<Equation> constants,
      Set<Value> usedAfter,
      Map<Value, Tensor> known) {
    Set<Value> read = new LinkedHashSet<>();
    part.forEach(equation -> read.addAll(equation.operands()));
    List<Equation> equations = new ArrayList<>();
    constants.stream().filter(c -> read.contains(c.result())).forEach(equations::add);
    equations.addAll(part);
    equations.forEach(equation -> equation.results().forEach(read::remove));
    List<Value> outputs =
        part.stream()
            .flatMap(equation -> equation.results().stream())
            .filter(usedAfter::contains)
            .toList();
    Graph region = new Graph(name, List.copyOf(read), equations, outputs);
    List<Tensor> results = call(tracer, region, read.stream().map(x -> get(known, x)).toList());
    for (int i = 0; i < results.size(); i++) {
      known.put(outputs.get(i), results.get(i));
    }
  }

  private static Tensor get(Map<Value, Tensor> known, Value value) {
    Tensor tensor = known.get(value);
    if (tensor == null) {
      throw new IllegalStateException(value + " is not known");
    }
    return tensor;
  }
}
