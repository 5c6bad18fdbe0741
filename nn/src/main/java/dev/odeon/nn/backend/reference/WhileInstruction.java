package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// [Op.While]: runs until no lane's condition holds; a lane's carry is kept from its first false
/// on.
final class WhileInstruction implements Instruction {
  private final int[] operands;
  private final Scope[] operandScopes;
  private final int[] carries;
  private final Scope[] carryScopes;
  private final int[] sizes;
  private final int consts;
  private final SubgraphCall condition;
  private final SubgraphCall body;
  private final boolean perLane;
  private boolean[] alive = new boolean[1];

  WhileInstruction(Equation equation, Op.While loop, Function<Graph, Executable> parts) {
    operands = ids(equation.operands());
    operandScopes = scopes(equation.operands());
    carries = ids(equation.results());
    carryScopes = scopes(equation.results());
    sizes = equation.results().stream().mapToInt(carry -> carry.type().size()).toArray();
    consts = loop.consts();
    condition = new SubgraphCall(loop.condition(), parts.apply(loop.condition()));
    body = new SubgraphCall(loop.body(), parts.apply(loop.body()));
    perLane = loop.condition().outputs().getFirst().scope() == Scope.PER_LANE;
  }

  private static int[] ids(List<Value> values) {
    return values.stream().mapToInt(Value::id).toArray();
  }

  private static Scope[] scopes(List<Value> values) {
    return values.stream().map(Value::scope).toArray(Scope[]::new);
  }

  @Override
  public void run(double[][] slots, int lanes) {
    condition.reserve(lanes);
    body.reserve(lanes);
    int width = perLane ? lanes : 1;
    if (alive.length < width) {
      alive = new boolean[width];
    }
    Arrays.fill(alive, 0, width, true);
    for (int i = 0; i < carries.length; i++) {
      SubgraphCall.spread(
          slots[operands[consts + i]],
          0,
          operandScopes[consts + i],
          slots[carries[i]],
          0,
          carryScopes[i],
          sizes[i],
          lanes);
    }
    setConstants(condition, slots, lanes);
    if (!anyAlive(slots, lanes, width)) {
      return;
    }
    setConstants(body, slots, lanes);
    do {
      step(slots, lanes);
    } while (anyAlive(slots, lanes, width));
  }

  private void setConstants(SubgraphCall call, double[][] slots, int lanes) {
    for (int i = 0; i < consts; i++) {
      call.set(i, slots[operands[i]], 0, operandScopes[i], lanes);
    }
  }

  private void setCarries(SubgraphCall call, double[][] slots, int lanes) {
    for (int i = 0; i < carries.length; i++) {
      call.set(consts + i, slots[carries[i]], 0, carryScopes[i], lanes);
    }
  }

  private boolean anyAlive(double[][] slots, int lanes, int width) {
    setCarries(condition, slots, lanes);
    condition.run(lanes);
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      alive[lane] &= condition.output(0)[lane] != 0;
      any |= alive[lane];
    }
    return any;
  }

  private void step(double[][] slots, int lanes) {
    setCarries(body, slots, lanes);
    body.run(lanes);
    for (int i = 0; i < carries.length; i++) {
      double[] to = slots[carries[i]];
      double[] from = body.output(i);
      if (!perLane) {
        SubgraphCall.spread(from, 0, body.outputScope(i), to, 0, carryScopes[i], sizes[i], lanes);
        continue;
      }
      boolean fromLanes = body.outputScope(i) == Scope.PER_LANE;
      for (int e = 0; e < sizes[i]; e++) {
        for (int lane = 0; lane < lanes; lane++) {
          if (alive[lane]) {
            to[e * lanes + lane] = from[fromLanes ? e * lanes + lane : e];
          }
        }
      }
    }
  }
}
