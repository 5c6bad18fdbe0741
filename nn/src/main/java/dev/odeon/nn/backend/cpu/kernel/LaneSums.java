package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the sums over lanes of a graph, and how much of what leads to them they can take along:
/// the outer products that reverse mode makes of weights' gradients need not be written then.
public final class LaneSums {
  private final Map<Value, Equation> makers = new HashMap<>();
  private final Map<Value, Integer> uses = new HashMap<>();

  private LaneSums(Graph graph) {
    for (Equation equation : graph.equations()) {
      equation.results().forEach(result -> makers.put(result, equation));
      equation.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
    }
    graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  /// The sums over lanes that have kernels, by their results.
  public static Map<Value, LaneSum> of(Graph graph) {
    LaneSums sums = new LaneSums(graph);
    Map<Value, LaneSum> found = new HashMap<>();
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.LaneReduce) {
        Value x = equation.operands().getFirst();
        if (x.scope() == Scope.PER_LANE && x.type().dtype().isFloating()) {
          found.put(equation.result(), sums.sum(equation.result(), x));
        }
      }
    }
    return found;
  }

  private LaneSum sum(Value result, Value x) {
    List<Value> absorbed = new ArrayList<>();
    Value summed = x;
    Value mask = mask(x);
    Equation select = makers.get(x);
    if (mask != null && select != null) {
      absorbed.add(x);
      summed = select.operands().get(1);
    }
    List<Value> left = new ArrayList<>();
    List<Value> right = new ArrayList<>();
    List<Value> inside = new ArrayList<>();
    if (addProducts(summed, left, right, inside)) {
      absorbed.addAll(inside);
      return new LaneSum(result, left, right, mask, absorbed);
    }
    return new LaneSum(result, List.of(summed), List.of(), mask, absorbed);
  }

  /// The equation of `value` if nobody else than one reader reads it.
  private @Nullable Equation only(Value value) {
    return uses.getOrDefault(value, 0) == 1 ? makers.get(value) : null;
  }

  /// The mask of `mask ? y : 0`, one truth value a lane.
  private @Nullable Value mask(Value x) {
    Equation select = only(x);
    if (select == null || !(select.op() instanceof Op.Select)) {
      return null;
    }
    Equation zeros = makers.get(select.operands().get(2));
    boolean isZero =
        zeros != null
            && zeros.op() instanceof Op.Constant constant
            && constant.value().isFilledWith(0);
    Equation spread = makers.get(select.operands().get(0));
    boolean isScalar =
        spread != null
            && spread.op() instanceof Op.BroadcastInDim broadcast
            && broadcast.axes().isEmpty();
    if (!isZero
        || spread == null
        || !isScalar
        || select.operands().get(1).scope() == Scope.SHARED) {
      return null;
    }
    Value mask = spread.operands().getFirst();
    return mask.scope() == Scope.PER_LANE ? mask : null;
  }

  /// Gathers the factors of `(p0 + p1) + p2 ...`, all outer products of one size; whether it is
  /// that.
  private boolean addProducts(Value x, List<Value> left, List<Value> right, List<Value> inside) {
    Value rest = x;
    while (true) {
      Equation equation = only(rest);
      if (equation == null) {
        return false;
      }
      inside.add(rest);
      boolean isSum = equation.op() instanceof Op.Binary(var f) && f == BinaryFunction.ADD;
      Value product = isSum ? equation.operands().get(1) : rest;
      Equation outer = only(product);
      if (outer == null || !isOuter(outer)) {
        return false;
      }
      left.addFirst(outer.operands().get(0));
      right.addFirst(outer.operands().get(1));
      if (left.getFirst().type().size() != left.getLast().type().size()) {
        return false;
      }
      if (!isSum) {
        return true;
      }
      inside.add(product);
      rest = equation.operands().getFirst();
    }
  }

  private static boolean isOuter(Equation equation) {
    return equation.op() instanceof Op.DotGeneral dot
        && dot.leftContracting().isEmpty()
        && dot.leftBatch().isEmpty()
        && equation.result().type().size() > 1
        && equation.operands().stream().allMatch(x -> x.scope() == Scope.PER_LANE);
  }
}
