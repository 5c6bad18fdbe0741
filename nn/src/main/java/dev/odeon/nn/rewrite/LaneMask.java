package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets some lanes sit out: lane sums count only the lanes whose mask is true.
///
/// Skipped lanes are replaced by zero through a select, never multiplied by zero: their numbers may
/// be NaN or infinite.
public final class LaneMask {
  private LaneMask() {}

  /// `graph` with one more input in front, a per-lane truth value: the mask.
  public static Graph apply(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    Value mask = builder.input(TensorType.scalar(DType.BOOL), Scope.PER_LANE);
    Map<Value, Value> ours = new HashMap<>();
    graph.inputs().forEach(input -> ours.put(input, builder.input(input.type(), input.scope())));
    for (Equation equation : graph.equations()) {
      List<Value> operands = equation.operands().stream().map(x -> require(ours.get(x))).toList();
      if (equation.op() instanceof Op.LaneReduce) {
        operands = List.of(select(builder, mask, operands.getFirst()));
      }
      List<Value> results = builder.emit(equation.op(), operands, equation.origin());
      for (int i = 0; i < results.size(); i++) {
        ours.put(equation.results().get(i), results.get(i));
      }
    }
    List<Value> outputs = graph.outputs().stream().map(y -> require(ours.get(y))).toList();
    return builder.build(graph.name() + "_masked", outputs);
  }

  private static Value select(GraphBuilder builder, Value mask, Value x) {
    Value spread =
        x.type().shape().rank() == 0
            ? mask
            : builder.emit1(new Op.BroadcastInDim(x.type().shape(), List.of()), mask);
    Value zeros = builder.emit1(new Op.Constant(Literal.filled(x.type(), 0)));
    return builder.emit1(new Op.Select(), spread, x, zeros);
  }

  private static Value require(@Nullable Value value) {
    if (value == null) {
      throw new IllegalStateException("value without a counterpart");
    }
    return value;
  }
}
