package dev.odeon.gpu.backend;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;

/// Makes branches and bodies of loops take and give values of the scopes that they are passed and
/// have to hand on: shared values are copied to lanes within.
final class LevelScopes {
  private LevelScopes() {}

  /// `graph` with inputs of the scopes of `passed`, and outputs of those of `results`.
  static Graph of(Graph graph, List<Value> passed, List<Value> results) {
    int next = graph.valueCount();
    List<Value> inputs = new ArrayList<>();
    List<Equation> equations = new ArrayList<>();
    for (int i = 0; i < passed.size(); i++) {
      Value input = graph.inputs().get(i);
      if (input.scope() == passed.get(i).scope()) {
        inputs.add(input);
      } else {
        Value shared = new Value(next++, input.type(), Scope.SHARED);
        inputs.add(shared);
        equations.add(spread(shared, input));
      }
    }
    equations.addAll(graph.equations());
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Value output = graph.outputs().get(i);
      if (output.scope() != results.get(i).scope()) {
        Value copies = new Value(next++, output.type(), Scope.PER_LANE);
        equations.add(spread(output, copies));
        output = copies;
      }
      outputs.add(output);
    }
    return new Graph(graph.name(), inputs, equations, outputs);
  }

  private static Equation spread(Value from, Value to) {
    return new Equation(new Op.LaneBroadcast(), List.of(from), List.of(to), Origin.UNKNOWN);
  }

  /// What carries begin as, in their scopes.
  static List<Value> starts(
      List<Value> operands, List<Value> carries, DeviceProgram.Builder program) {
    List<Value> starts = new ArrayList<>();
    for (int i = 0; i < carries.size(); i++) {
      Value operand = operands.get(i);
      if (operand.scope() == carries.get(i).scope()) {
        starts.add(operand);
      } else {
        Value copies = program.fresh(operand.type(), Scope.PER_LANE);
        Equation equation = spread(operand, copies);
        if (operand.type().size() > 0) {
          new MoveKernel(program, equation).gather(Sources.identity(equation));
        }
        starts.add(copies);
      }
    }
    return starts;
  }
}
