package dev.odeon.nn.backend.reference;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.function.Function;

/// [Op.Scan]: the body once a slice, carries handed on.
final class ScanInstruction implements Instruction {
  private final List<Value> operands;
  private final List<Value> results;
  private final Op.Scan scan;
  private final SubgraphCall body;

  ScanInstruction(Equation equation, Op.Scan scan, Function<Graph, Executable> parts) {
    operands = equation.operands();
    results = equation.results();
    this.scan = scan;
    body = new SubgraphCall(scan.body(), parts.apply(scan.body()));
  }

  @Override
  public void run(double[][] slots, int lanes) {
    body.reserve(lanes);
    for (int i = 0; i < scan.consts(); i++) {
      body.set(i, slots[operands.get(i).id()], 0, operands.get(i).scope(), lanes);
    }
    for (int i = 0; i < scan.carries(); i++) {
      Value start = operands.get(scan.consts() + i);
      Value carry = results.get(i);
      SubgraphCall.spread(
          slots[start.id()],
          0,
          start.scope(),
          slots[carry.id()],
          0,
          carry.scope(),
          carry.type().size(),
          lanes);
    }
    for (int step = 0; step < scan.length(); step++) {
      slice(scan.order() == ScanOrder.FORWARD ? step : scan.length() - 1 - step, slots, lanes);
    }
  }

  private void slice(int index, double[][] slots, int lanes) {
    for (int i = 0; i < scan.carries(); i++) {
      Value carry = results.get(i);
      body.set(scan.consts() + i, slots[carry.id()], 0, carry.scope(), lanes);
    }
    for (int i = scan.consts() + scan.carries(); i < operands.size(); i++) {
      Value stacked = operands.get(i);
      int elements = stacked.type().size() / scan.length();
      body.set(i, slots[stacked.id()], index * elements, stacked.scope(), lanes);
    }
    body.run(lanes);
    for (int i = 0; i < results.size(); i++) {
      Value result = results.get(i);
      boolean carry = i < scan.carries();
      int elements = carry ? result.type().size() : result.type().size() / scan.length();
      SubgraphCall.spread(
          body.output(i),
          0,
          body.outputScope(i),
          slots[result.id()],
          carry ? 0 : index * elements,
          result.scope(),
          elements,
          lanes);
    }
  }
}
