package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the rare branches out of a graph, those of [Op.Cond] of which the other, for a false
/// predicate, merely passes operands on, as in the sine of huge angles. What comes before and after
/// becomes one loop.
///
/// The predicates become outputs, after those of the graph. Where all are false, the other outputs
/// are those of the graph, to the bit.
final class LikelyBranches {
  private final Map<Value, Equation> definitions = new HashMap<>();
  private final Map<Value, Value> replaced = new HashMap<>();
  private final List<Equation> kept = new ArrayList<>();
  private final Set<Value> flags = new LinkedHashSet<>();

  private LikelyBranches() {}

  /// The graph without rare branches; null if it has none, or user code, which is not run twice.
  static @Nullable Graph of(Graph graph) {
    if (graph.equations().stream().anyMatch(equation -> equation.op() instanceof Op.Custom)) {
      return null;
    }
    LikelyBranches pass = new LikelyBranches();
    graph.equations().forEach(pass::add);
    if (pass.flags.isEmpty()) {
      return null;
    }
    List<Value> outputs = new ArrayList<>(pass.current(graph.outputs()));
    outputs.addAll(pass.flags);
    return Pipeline.standard().apply(new Graph(graph.name(), graph.inputs(), pass.kept, outputs));
  }

  private List<Value> current(List<Value> values) {
    return values.stream().map(value -> replaced.getOrDefault(value, value)).toList();
  }

  private void add(Equation original) {
    Equation equation =
        new Equation(
            original.op(), current(original.operands()), original.results(), original.origin());
    if (equation.op() instanceof Op.Cond cond && isRare(cond, equation.operands().getFirst())) {
      flags.add(flag(equation.operands().getFirst()));
      for (int i = 0; i < equation.results().size(); i++) {
        Graph branch = cond.whenFalse();
        int input = branch.inputs().indexOf(branch.outputs().get(i));
        pass(equation, equation.operands().get(1 + input), equation.results().get(i));
      }
      return;
    }
    kept.add(equation);
    equation.results().forEach(result -> definitions.put(result, equation));
  }

  private void pass(Equation equation, Value operand, Value result) {
    if (operand.scope() == result.scope()) {
      replaced.put(result, operand);
    } else {
      kept.add(
          new Equation(
              new Op.LaneBroadcast(), List.of(operand), List.of(result), equation.origin()));
    }
  }

  private boolean isRare(Op.Cond cond, Value predicate) {
    boolean known =
        definitions.get(predicate) instanceof Equation made && made.op() instanceof Op.Constant;
    return !known && cond.whenFalse().inputs().containsAll(cond.whenFalse().outputs());
  }

  /// What `predicate` says of any element, as a tensor; `predicate` itself if it is no such thing.
  /// Any element of p is true where the largest of `p ? 1 : 0` is above 0.
  private Value flag(Value predicate) {
    Equation compare = definitions.get(predicate);
    if (compare == null
        || !(compare.op() instanceof Op.Compare(var direction))
        || direction != Comparison.GT
        || !isFilled(compare.operands().get(1), 0)) {
      return predicate;
    }
    Equation reduce = definitions.get(compare.operands().getFirst());
    if (reduce == null
        || !(reduce.op() instanceof Op.Reduce(var kind, _))
        || kind != Reduction.MAX) {
      return predicate;
    }
    Equation select = definitions.get(reduce.operands().getFirst());
    return select != null && marks(select) ? select.operands().getFirst() : predicate;
  }

  /// Whether `select` is `p ? 1 : 0`.
  private boolean marks(Equation select) {
    return select.op() instanceof Op.Select
        && isFilled(select.operands().get(1), 1)
        && isFilled(select.operands().get(2), 0);
  }

  private boolean isFilled(Value value, double number) {
    Equation made = definitions.get(value);
    return made != null
        && switch (made.op()) {
          case Op.Constant(var literal) -> literal.isFilledWith(number);
          case Op.BroadcastInDim _, Op.LaneBroadcast _ ->
              isFilled(made.operands().getFirst(), number);
          case Op.Elementwise _, Op.Rearrangement _, Op.Combination _, Op.Call _ -> false;
        };
  }
}
