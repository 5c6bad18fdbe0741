package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.RandomInputs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Random;

/// A program that compiles a graph and runs it for a minute, or until it is ended, for
/// [HotMethodsTest].
final class HotGraph {
  private static final int LANES = 64;

  private HotGraph() {}

  /// A recurrence of about so many equations, with a function now and then.
  static Graph graph(int equations) {
    return Tracer.trace(
        "recurrence",
        List.of(
            new ValueType(TensorType.f64(), Scope.SHARED),
            new ValueType(TensorType.f64(2), Scope.PER_LANE)),
        in -> {
          Tensor older = in.get(1);
          Tensor old = in.get(1).times(0.5);
          for (int i = 0; 3 * i < equations; i++) {
            Tensor next = old.fma(in.get(0), older.times(-0.25)).plus(1e-3);
            older = old;
            old = i % 100 == 99 ? next.tanh() : next;
          }
          return List.of(old, older.sum());
        });
  }

  /// Compiles a graph and runs it.
  ///
  /// @param arguments the number of equations, and what to run: `chosen` for code as it is chosen
  ///   for use, `scalar`, or `none`
  public static void main(String[] arguments) {
    Graph graph = graph(Integer.parseInt(arguments[0]));
    Plans plans = Plans.of(graph);
    if (arguments[1].equals("scalar")) {
      plans.decide(false);
    }
    Executable executable = plans.executable(graph, new CpuBackend()::compileNow);
    long end = System.nanoTime() + 60_000_000_000L;
    while (!arguments[1].equals("none") && System.nanoTime() < end) {
      run(executable);
    }
  }

  private static void run(Executable executable) {
    Graph graph = executable.graph();
    double[][] inputs = RandomInputs.of(graph.inputs(), LANES, new Random(1));
    double[][] outputs =
        graph.outputs().stream()
            .map(y -> new double[RandomInputs.length(y, LANES)])
            .toArray(double[][]::new);
    executable.run(inputs, outputs, LANES);
  }
}
