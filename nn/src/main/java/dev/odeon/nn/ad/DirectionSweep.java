package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
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
import java.util.Objects;
import java.util.Set;

/// A graph with one output, applied along many values of its last input, its direction.
///
/// What does not depend on the direction is computed once, before. Up to [#UNROLLED] directions the
/// rest is written out for each, so that unit vectors fold away in small graphs (the Jacobian of
/// Lorenz's equations); more of them go through a [Op.Scan], whose size does not grow with their
/// number. Directions as lanes would need the lanes of all inputs copied, and lanes that are free;
/// this needs neither.
final class DirectionSweep {
  /// The most directions that are written out.
  static final int UNROLLED = 8;

  private final Tracer tracer;
  private final Value direction;
  private final Value output;
  private final List<Equation> fixed = new ArrayList<>();
  private final List<Equation> moving = new ArrayList<>();
  private final Map<Value, Tensor> known = new HashMap<>();

  private DirectionSweep(Tracer tracer, Graph graph, List<Tensor> arguments) {
    this.tracer = tracer;
    direction = graph.inputs().getLast();
    output = graph.outputs().getFirst();
    Set<Value> dependent = new HashSet<>(Set.of(direction));
    for (Equation equation : graph.equations()) {
      boolean moves = equation.operands().stream().anyMatch(dependent::contains);
      if (moves) {
        dependent.addAll(equation.results());
      }
      (moves ? moving : fixed).add(equation);
    }
    for (int i = 0; i < arguments.size(); i++) {
      known.put(graph.inputs().get(i), arguments.get(i));
    }
    fixed.forEach(equation -> emit(tracer, equation, known));
  }

  /// The outputs of `graph` for `arguments` and each direction, stacked on a leading axis.
  static Tensor along(Tracer tracer, Graph graph, List<Tensor> arguments, Directions directions) {
    DirectionSweep sweep = new DirectionSweep(tracer, graph, arguments);
    Tensor stacked =
        directions.count() == 0 || sweep.known.containsKey(sweep.output)
            ? sweep.nothing(directions)
            : directions.count() <= UNROLLED ? sweep.unroll(directions) : sweep.scan(directions);
    return Cotangents.inScopeOf(sweep.output, stacked);
  }

  /// No directions, or a linear function that does not depend on them.
  private Tensor nothing(Directions directions) {
    return tracer.constant(
        Literal.filled(
            output.type().withShape(Directions.stacked(directions.count(), output.type())), 0));
  }

  private Tensor unroll(Directions directions) {
    Shape row = Directions.stacked(1, output.type());
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < directions.count(); i++) {
      Map<Value, Tensor> values = new HashMap<>(known);
      values.put(direction, constant(directions.one(tracer, direction.type(), i)));
      moving.forEach(equation -> emit(tracer, equation, values));
      rows.add(get(values, output).reshape(row));
    }
    return rows.size() == 1
        ? rows.getFirst()
        : tracer.apply(new Op.Concatenate(0), rows).getFirst();
  }

  /// The same direction in all lanes stays shared, so that it folds; but the results of custom
  /// functions follow the scopes of their operands, so these see the scope they were asked with.
  private Tensor constant(Tensor seed) {
    boolean custom = moving.stream().anyMatch(equation -> equation.op() instanceof Op.Custom);
    return custom ? Cotangents.inScopeOf(direction, seed) : seed;
  }

  private Tensor scan(Directions directions) {
    Set<Value> needed = new LinkedHashSet<>();
    List<Equation> equations = body(needed);
    List<Tensor> operands = new ArrayList<>();
    Tracer inner = new Tracer();
    Map<Value, Tensor> values = new HashMap<>();
    for (Value value : needed) {
      Tensor outer = get(known, value);
      operands.add(outer);
      values.put(value, inner.input(ValueType.of(outer.value())));
    }
    operands.add(directions.all(tracer, direction.type()));
    values.put(direction, inner.input(ValueType.of(direction)));
    equations.forEach(equation -> emit(inner, equation, values));
    Graph body = inner.graph("along", List.of(get(values, output)));
    Op scan = new Op.Scan(body, needed.size(), 0, directions.count(), ScanOrder.FORWARD);
    return tracer.apply(scan, operands).getFirst();
  }

  /// The equations of the body; adds what they read from outside to `needed`. Constants and truth
  /// values are made again inside: they are cheap, and reverse mode wants a scan of numbers.
  private List<Equation> body(Set<Value> needed) {
    List<Equation> equations = new ArrayList<>(moving);
    moving.forEach(equation -> needed.addAll(equation.operands()));
    List<Equation> again = new ArrayList<>();
    for (Equation equation : fixed.reversed()) {
      if (isCheap(equation) && needed.contains(equation.result())) {
        again.add(equation);
        needed.addAll(equation.operands());
      }
    }
    equations.addAll(0, again.reversed());
    equations.forEach(equation -> equation.results().forEach(needed::remove));
    needed.remove(direction);
    return equations;
  }

  private static boolean isCheap(Equation equation) {
    return equation.results().size() == 1
        && (equation.op() instanceof Op.Constant || !equation.result().type().dtype().isFloating())
        && !(equation.op() instanceof Op.Cond)
        && !(equation.op() instanceof Op.While)
        && !(equation.op() instanceof Op.Scan)
        && !(equation.op() instanceof Op.Custom);
  }

  private static void emit(Tracer into, Equation equation, Map<Value, Tensor> values) {
    List<Tensor> operands = equation.operands().stream().map(x -> get(values, x)).toList();
    List<Tensor> results = into.at(equation.origin(), () -> into.apply(equation.op(), operands));
    for (int i = 0; i < results.size(); i++) {
      values.put(equation.results().get(i), results.get(i));
    }
  }

  private static Tensor get(Map<Value, Tensor> values, Value value) {
    return Objects.requireNonNull(values.get(value), () -> value + " has no counterpart");
  }
}
