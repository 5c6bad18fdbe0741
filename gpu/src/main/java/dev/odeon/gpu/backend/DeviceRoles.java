package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneBody;
import dev.odeon.nn.backend.reference.Instructions;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides the [DeviceRole] of each equation of a graph.
final class DeviceRoles {
  /// Tensors of up to so many elements are held in registers.
  private static final int SMALL = 16;

  /// An equation in registers may read so many elements.
  private static final int MOST_READ = 64;

  /// A matrix of up to so many rows is factored in registers.
  private static final int MOST_ROWS = 24;

  private final Map<Value, Value> repetitions = new HashMap<>();
  private final Set<Value> materialised = new HashSet<>();
  private final Map<Value, Equation> products;

  DeviceRoles(Graph graph) {
    products = LaneProductSum.of(graph);
    for (Equation equation : graph.equations()) {
      if (isRepetition(equation)) {
        repetitions.put(equation.result(), equation.operands().getFirst());
      }
    }
    materialised.addAll(graph.outputs());
    for (Equation equation : graph.equations()) {
      if (!(byNature(equation) instanceof DeviceRole.Elements)) {
        materialised.addAll(equation.operands());
      }
    }
  }

  private static boolean isRepetition(Equation equation) {
    return equation.op() instanceof Op.BroadcastInDim broadcast
        && broadcast.axes().isEmpty()
        && broadcast.shape().size() > SMALL;
  }

  /// The scalar that `value` repeats without standing anywhere, or `value`.
  Value source(Value value) {
    return materialised.contains(value) ? value : repetitions.getOrDefault(value, value);
  }

  /// The product that a sum over lanes makes itself and is the result of; null if it is none.
  @Nullable Equation product(Value value) {
    return products.get(value);
  }

  DeviceRole of(Equation equation) {
    if (equation.results().size() == 1 && products.containsKey(equation.result())) {
      return new DeviceRole.Nothing();
    }
    boolean unread =
        equation.results().size() == 1
            && repetitions.containsKey(equation.result())
            && !materialised.contains(equation.result());
    return unread ? new DeviceRole.Nothing() : byNature(equation);
  }

  private static DeviceRole byNature(Equation equation) {
    if (equation.op() instanceof Op.Constant || Instructions.isAlias(equation)) {
      return new DeviceRole.Nothing();
    }
    Scope scope =
        equation.results().isEmpty() ? Scope.SHARED : equation.results().getFirst().scope();
    boolean oneScope = equation.results().stream().allMatch(y -> y.scope() == scope);
    if (oneScope && fitsRegisters(equation)) {
      return new DeviceRole.Registers(scope);
    }
    if (equation.op() instanceof Op.Elementwise && equation.result().type().size() > 0) {
      return new DeviceRole.Elements(scope, equation.result().type().size());
    }
    return new DeviceRole.Alone();
  }

  private static boolean fitsRegisters(Equation equation) {
    return LaneBody.refusal(equation) == null && isSmall(equation);
  }

  private static boolean isSmall(Equation equation) {
    int read = elements(equation.operands());
    return switch (equation.op()) {
      case Op.Cond(Graph yes, Graph no) -> isSmall(yes) && isSmall(no);
      case Op.While loop -> isSmall(loop.condition()) && isSmall(loop.body());
      case Op.Scan scan -> read <= MOST_READ && isSmall(scan.body());
      case Op.LuFactor _, Op.LuSolve _ ->
          equation.operands().getFirst().type().shape().dim(0) <= MOST_ROWS;
      case Op.SparseLuFactor _, Op.SparseLuSolve _ -> true;
      case Op.Constant _ -> true;
      case Op.Elementwise _, Op.Rearrangement _, Op.Combination _ ->
          read <= MOST_READ && elements(equation.results()) <= SMALL;
      case Op.Custom _ -> false;
    };
  }

  private static boolean isSmall(Graph graph) {
    return elements(graph.inputs()) <= 4 * MOST_READ
        && graph.equations().stream().allMatch(DeviceRoles::isSmall);
  }

  private static int elements(List<Value> values) {
    return values.stream().mapToInt(value -> value.type().size()).sum();
  }
}
