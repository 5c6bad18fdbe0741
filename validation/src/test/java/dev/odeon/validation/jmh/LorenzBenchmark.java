package dev.odeon.validation.jmh;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The right-hand side of the Lorenz equations, a lane, in a block of 256 lanes.
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 7, time = 1)
public class LorenzBenchmark {
  private static final int LANES = 256;

  private final CompiledGraph graph =
      new CompiledGraph(
          Tracer.trace(
              "lorenz",
              List.of(
                  new ValueType(TensorType.f64(3), Scope.PER_LANE),
                  new ValueType(TensorType.f64(), Scope.PER_LANE)),
              in -> {
                Tensor a = in.get(0).get(0);
                Tensor b = in.get(0).get(1);
                Tensor c = in.get(0).get(2);
                return List.of(
                    Tensor.concatenate(
                        b.minus(a).times(10),
                        a.times(in.get(1).minus(c)).minus(b),
                        a.times(b).minus(c.times(8.0 / 3))));
              }),
          LANES,
          -1,
          1);

  /// One run over all lanes.
  @Benchmark
  @OperationsPerInvocation(LANES)
  public double[][] lane() {
    return graph.run();
  }
}
