package dev.odeon.validation.jmh;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.Random;

/// A compiled graph with arrays to run it on.
final class CompiledGraph {
  private final Executable executable;
  private final double[][] inputs;
  private final double[][] outputs;
  private final int lanes;

  /// @param low inputs are even between this and `high`
  CompiledGraph(Graph graph, int lanes, double low, double high) {
    executable = new CpuBackend().compileNow(graph);
    this.lanes = lanes;
    Random random = new Random(1);
    inputs = new double[graph.inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      Value input = graph.inputs().get(i);
      inputs[i] = random.doubles(length(input), low, high).toArray();
      if (input.type().dtype() == DType.F32) {
        for (int k = 0; k < inputs[i].length; k++) {
          inputs[i][k] = (float) inputs[i][k];
        }
      }
    }
    outputs = graph.outputs().stream().map(y -> new double[length(y)]).toArray(double[][]::new);
  }

  private int length(Value value) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  /// Runs it; the results are where the next run overwrites them.
  double[][] run() {
    executable.run(inputs, outputs, lanes);
    return outputs;
  }
}
