package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// One elementary function of 1000 numbers between -3 and 3 (0.1 and 10 for the logarithm), one
/// core.
///
/// @param dtype of the numbers
record Elements(UnaryFunction function, DType dtype) implements Workload {
  /// In `f64`.
  Elements(UnaryFunction function) {
    this(function, DType.F64);
  }

  @Override
  public String id() {
    String suffix = dtype == DType.F64 ? "" : "-" + dtype.text();
    return "E1-" + function.name().toLowerCase(Locale.ROOT) + suffix;
  }

  @Override
  public String metric() {
    return "ns per element, " + dtype.text();
  }

  @Override
  public Timing measure() {
    int count = 1000;
    ValueType type = new ValueType(new TensorType(dtype, Shape.of(count)), Scope.SHARED);
    Graph graph = Tracer.trace("f", List.of(type), x -> List.of(x.getFirst().unary(function)));
    Executable run = new CpuBackend().compileNow(graph);
    double low = function == UnaryFunction.LOG ? 0.1 : -3;
    double high = function == UnaryFunction.LOG ? 10 : 3;
    double[] x = new Random(1).doubles(count, low, high).toArray();
    if (dtype == DType.F32) {
      Arrays.setAll(x, i -> (float) x[i]);
    }
    double[][] in = {x};
    double[][] out = {new double[count]};
    return Timing.of(10, 15, 2000, () -> run.run(in, out, 1)).times(1.0 / count);
  }
}
