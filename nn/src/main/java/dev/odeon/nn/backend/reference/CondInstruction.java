package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.function.Function;

/// [Op.Cond]: each branch runs only if some lane takes it.
final class CondInstruction implements Instruction {
  private final List<Value> operands;
  private final List<Value> results;
  private final SubgraphCall whenTrue;
  private final SubgraphCall whenFalse;

  CondInstruction(Equation equation, Op.Cond cond, Function<Graph, Executable> parts) {
    operands = equation.operands();
    results = equation.results();
    whenTrue = new SubgraphCall(cond.whenTrue(), parts.apply(cond.whenTrue()));
    whenFalse = new SubgraphCall(cond.whenFalse(), parts.apply(cond.whenFalse()));
  }

  @Override
  public void run(double[][] slots, int lanes) {
    branch(whenTrue, 1, slots, lanes);
    branch(whenFalse, 0, slots, lanes);
  }

  private void branch(SubgraphCall call, double taken, double[][] slots, int lanes) {
    double[] predicate = slots[operands.getFirst().id()];
    boolean perLane = operands.getFirst().scope() == Scope.PER_LANE;
    boolean needed = false;
    for (int lane = 0; lane < (perLane ? lanes : 1); lane++) {
      needed |= predicate[lane] == taken;
    }
    if (!needed) {
      return;
    }
    call.reserve(lanes);
    for (int i = 1; i < operands.size(); i++) {
      call.set(i - 1, slots[operands.get(i).id()], 0, operands.get(i).scope(), lanes);
    }
    call.run(lanes);
    for (int i = 0; i < results.size(); i++) {
      Value result = results.get(i);
      int elements = result.type().size();
      double[] to = slots[result.id()];
      if (!perLane) {
        SubgraphCall.spread(
            call.output(i), 0, call.outputScope(i), to, 0, result.scope(), elements, lanes);
        continue;
      }
      boolean fromLanes = call.outputScope(i) == Scope.PER_LANE;
      for (int e = 0; e < elements; e++) {
        for (int lane = 0; lane < lanes; lane++) {
          if (predicate[lane] == taken) {
            to[e * lanes + lane] = call.output(i)[fromLanes ? e * lanes + lane : e];
          }
        }
      }
    }
  }
}
