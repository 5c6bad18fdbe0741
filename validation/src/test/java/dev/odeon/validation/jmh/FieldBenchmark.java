package dev.odeon.validation.jmh;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The field of the spiral, y^3 -> 2-50 tanh-50-2, for 20 lanes in `f64`, and its product with
/// cotangents (forward and backward together).
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 7, time = 1)
public class FieldBenchmark {
  private static final int LANES = 20;

  private final Graph field =
      Tracer.trace(
          "field",
          List.of(shared(50, 2), shared(50), shared(2, 50), shared(2), lane(2)),
          in -> {
            Tensor hidden = in.get(0).dot(in.get(4).pow(3)).plus(in.get(1)).tanh();
            return List.of(in.get(2).dot(hidden).plus(in.get(3)));
          });

  private final CompiledGraph value =
      new CompiledGraph(Pipeline.standard().apply(field), LANES, -1, 1);
  private final CompiledGraph product =
      new CompiledGraph(
          Pipeline.standard().apply(ReverseMode.vjp(field, List.of(0, 1, 2, 3, 4))), LANES, -1, 1);

  private static ValueType shared(int... dims) {
    return new ValueType(TensorType.f64(dims), dev.odeon.nn.graph.Scope.SHARED);
  }

  private static ValueType lane(int... dims) {
    return new ValueType(TensorType.f64(dims), dev.odeon.nn.graph.Scope.PER_LANE);
  }

  /// The field.
  @Benchmark
  public double[][] value() {
    return value.run();
  }

  /// The field and its vector-Jacobian product.
  @Benchmark
  public double[][] vjp() {
    return product.run();
  }
}
