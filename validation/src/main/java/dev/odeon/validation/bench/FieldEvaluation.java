package dev.odeon.validation.bench;

import dev.odeon.nn.ad.ResidualSplit;
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

/// The spiral's field 2-50-2 with tanh for 20 lanes, one core: its value, or its product with
/// cotangents from stored residuals.
record FieldEvaluation(Part part) implements Workload {
  /// What is timed.
  enum Part {
    /// The field.
    VALUE,
    /// The backward part of its reverse mode.
    BACKWARD
  }

  private static final int LANES = 20;

  @Override
  public String id() {
    return switch (part) {
      case VALUE -> "S1-field";
      case BACKWARD -> "S1-field-vjp";
    };
  }

  @Override
  public String metric() {
    return switch (part) {
      case VALUE -> "us per evaluation of 2-50-2 tanh for 20 lanes, f64";
      case BACKWARD -> "us per VJP of 2-50-2 tanh for 20 lanes, f64, from stored residuals";
    };
  }

  @Override
  public Timing measure() {
    Graph field =
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
    Graph graph =
        switch (part) {
          case VALUE -> field;
          case BACKWARD -> ResidualSplit.of(field, List.of(0, 1, 2, 3, 4)).backward();
        };
    Executable run = new CpuBackend().compileNow(graph);
    Random random = new Random(1);
    double[][] in = new double[graph.inputs().size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = random.doubles(size(graph.inputs().get(i)), -1, 1).toArray();
    }
    double[][] out = new double[graph.outputs().size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = new double[size(graph.outputs().get(i))];
    }
    return Timing.of(10, 101, 200, () -> run.run(in, out, LANES)).times(1e-3);
  }

  private static int size(Value value) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? LANES : 1);
  }
}
