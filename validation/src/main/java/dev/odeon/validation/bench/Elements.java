package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// One elementary function of 1000 numbers between -3 and 3 (0.1 and 10 for the logarithm), one
/// core.
record Elements(UnaryFunction function) implements Workload {
  @Override
  public String id() {
    return "E1-" + function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String metric() {
    return "ns per element, f64";
  }

  @Override
  public Timing measure() {
    int count = 1000;
    ValueType type = new ValueType(TensorType.f64(count), Scope.SHARED);
    Graph graph = Tracer.trace("f", List.of(type), x -> List.of(x.getFirst().unary(function)));
    Executable run = new CpuBackend().compileNow(graph);
    double low = function == UnaryFunction.LOG ? 0.1 : -3;
    double high = function == UnaryFunction.LOG ? 10 : 3;
    double[][] in = {new Random(1).doubles(count, low, high).toArray()};
    double[][] out = {new double[count]};
    return Timing.of(10, 15, 2000, () -> run.run(in, out, 1)).times(1.0 / count);
  }
}
