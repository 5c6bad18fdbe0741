package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Computes equal primitives of equal operands once; equal constants are one.
///
/// The order of the operands does not matter for `add`, `multiply` and logical functions; it does
/// for `minimum` and `maximum`, which tell +0 from -0 by it.
public final class CommonSubexpressions implements Rewrite {
  private record Key(Op op, List<Integer> operands) {}

  @Override
  public Graph apply(Graph graph) {
    Replay replay = new Replay(graph);
    Map<Key, Equation> seen = new HashMap<>();
    for (Equation original : graph.equations()) {
      Equation equation = replay.current(original, this);
      Equation first = seen.putIfAbsent(key(equation), equation);
      if (first == null) {
        replay.keep(equation);
      } else {
        replay.replace(equation, first.results());
      }
    }
    return replay.finish();
  }

  private static Key key(Equation equation) {
    Integer[] ids = equation.operands().stream().map(Value::id).toArray(Integer[]::new);
    if (isCommutative(equation.op())) {
      Arrays.sort(ids);
    }
    return new Key(equation.op(), List.of(ids));
  }

  private static boolean isCommutative(Op op) {
    return op instanceof Op.Logical
        || (op instanceof Op.Binary binary
            && (binary.function() == BinaryFunction.ADD
                || binary.function() == BinaryFunction.MULTIPLY));
  }
}
