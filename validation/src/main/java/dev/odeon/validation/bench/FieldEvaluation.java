package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Random;

/// The spiral's field 2-50-2 with tanh, once for 20 lanes, one core.
record FieldEvaluation() implements Workload {
  private static final int LANES = 20;

  @Override
  public String id() {
    return "S1-field";
  }

  @Override
  public String metric() {
    return "us per evaluation of 2-50-2 tanh for 20 lanes, f64";
  }

  @Override
  public Timing measure() {
    Graph graph =
        Tracer.trace(
            "field",
            List.of(
                new ValueType(TensorType.f64(50, 2), Scope.SHARED),
                new ValueType(TensorType.f64(50), Scope.SHARED),
                new ValueType(TensorType.f64(2, 50), Scope.SHARED),
                new ValueType(TensorType.f64(2), Scope.SHARED),
                new ValueType(TensorType.f64(2), Scope.PER_LANE)),
            x ->
                List.of(x.get(2).dot(x.get(0).dot(x.get(4)).plus(x.get(1)).tanh()).plus(x.get(3))));
    Executable run = new CpuBackend().compileNow(graph);
    Random random = new Random(1);
    double[][] in = new double[graph.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      Value input = graph.inputs().get(i);
      int copies = input.scope() == Scope.PER_LANE ? LANES : 1;
      in[i] = random.doubles((long) input.type().size() * copies, -1, 1).toArray();
    }
    double[][] out = {new double[2 * LANES]};
    return Timing.of(10, 101, 200, () -> run.run(in, out, LANES)).times(1e-3);
  }
}
