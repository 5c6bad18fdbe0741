package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces elementwise primitives, broadcasts, reshapes, transposes and slices of constants by
/// constants.
///
/// Elementary functions stay: what they mean is their expansion, of which the parts fold, see
/// [ExpandFunctions]. Reductions and contractions stay: their order of summation belongs to the
/// backends. A broadcast to more than [#LARGEST] elements stays too, since a small constant and a
/// repetition are cheaper than a large constant.
public final class ConstantFolding implements Rewrite {
  /// Elements of the largest constant that a broadcast is folded to.
  public static final int LARGEST = 1024;

  @Override
  public Graph apply(Graph graph) {
    Replay replay = new Replay(graph);
    Map<Value, Literal> known = new HashMap<>();
    for (Equation original : graph.equations()) {
      Equation equation = replay.current(original, this);
      if (equation.op() instanceof Op.Constant constant) {
        known.put(equation.result(), constant.value());
        replay.keep(equation);
        continue;
      }
      Literal folded = fold(equation, known);
      if (folded == null) {
        replay.keep(equation);
      } else {
        known.put(equation.result(), folded);
        replay.keepAs(equation, new Op.Constant(folded));
      }
    }
    return replay.finish();
  }

  private static @Nullable Literal fold(Equation equation, Map<Value, Literal> known) {
    if (equation.results().size() != 1 || touchesIntegers(equation)) {
      return null;
    }
    List<Literal> operands = new ArrayList<>(equation.operands().size());
    for (Value operand : equation.operands()) {
      Literal literal = known.get(operand);
      if (literal == null) {
        return null;
      }
      operands.add(literal);
    }
    return ConstantEvaluation.evaluate(equation.op(), operands, equation.result().type());
  }

  private static boolean touchesIntegers(Equation equation) {
    return equation.result().type().dtype().isInteger()
        || equation.operands().stream().anyMatch(x -> x.type().dtype().isInteger());
  }
}
