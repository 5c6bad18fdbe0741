package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// [Op.While]: runs until no lane's condition holds; a lane's carry is kept from its first false
/// on.
final class WhileInstruction implements Instruction {
  private final List<Value> operands;
  private final List<Value> results;
  private final int consts;
  private final SubgraphCall condition;
  private final SubgraphCall body;
  private final boolean perLane;
  private boolean[] alive = new boolean[1];

  WhileInstruction(Equation equation, Op.While loop) {
    operands = equation.operands();
    results = equation.results();
    consts = loop.consts();
    condition = new SubgraphCall(loop.condition());
    body = new SubgraphCall(loop.body());
    perLane = loop.condition().outputs().getFirst().scope() == Scope.PER_LANE;
  }

  @Override
  public void run(double[][] slots, int lanes) {
    condition.reserve(lanes);
    body.reserve(lanes);
    int width = perLane ? lanes : 1;
    if (alive.length < width) {
      alive = new boolean[width];
    }
    java.util.Arrays.fill(alive, 0, width, true);
    for (int i = 0; i < operands.size(); i++) {
      Value operand = operands.get(i);
      double[] x = slots[operand.id()];
      if (i < consts) {
        condition.set(i, x, 0, operand.scope(), lanes);
        body.set(i, x, 0, operand.scope(), lanes);
      } else {
        Value carry = results.get(i - consts);
        SubgraphCall.spread(
            x, 0, operand.scope(), slots[carry.id()], 0, carry.scope(), carry.type().size(), lanes);
      }
    }
    while (anyAlive(slots, lanes, width)) {
      step(slots, lanes);
    }
  }

  private boolean anyAlive(double[][] slots, int lanes, int width) {
    for (int i = 0; i < results.size(); i++) {
      condition.set(consts + i, slots[results.get(i).id()], 0, results.get(i).scope(), lanes);
    }
    condition.run(lanes);
    boolean any = false;
    for (int lane = 0; lane < width; lane++) {
      alive[lane] &= condition.output(0)[lane] != 0;
      any |= alive[lane];
    }
    return any;
  }

  private void step(double[][] slots, int lanes) {
    for (int i = 0; i < results.size(); i++) {
      body.set(consts + i, slots[results.get(i).id()], 0, results.get(i).scope(), lanes);
    }
    body.run(lanes);
    for (int i = 0; i < results.size(); i++) {
      Value carry = results.get(i);
      double[] to = slots[carry.id()];
      int elements = carry.type().size();
      if (!perLane) {
        SubgraphCall.spread(
            body.output(i), 0, body.outputScope(i), to, 0, carry.scope(), elements, lanes);
        continue;
      }
      boolean fromLanes = body.outputScope(i) == Scope.PER_LANE;
      for (int e = 0; e < elements; e++) {
        for (int lane = 0; lane < lanes; lane++) {
          if (alive[lane]) {
            to[e * lanes + lane] = body.output(i)[fromLanes ? e * lanes + lane : e];
          }
        }
      }
    }
  }
}
