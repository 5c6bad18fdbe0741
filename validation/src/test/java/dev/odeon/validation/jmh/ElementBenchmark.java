package dev.odeon.validation.jmh;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Elementary functions of 1000 numbers, a number (E1 of the performance page).
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 7, time = 1)
public class ElementBenchmark {
  private static final int COUNT = 1000;

  /// The function.
  @Param({"TANH", "EXP", "LOG", "SINE"})
  public UnaryFunction function = UnaryFunction.TANH;

  /// The element type.
  @Param({"F64", "F32"})
  public DType dtype = DType.F64;

  private CompiledGraph graph;

  /// Compiles the graph.
  @Setup
  public void compile() {
    ValueType type =
        new ValueType(new TensorType(dtype, Shape.of(COUNT)), dev.odeon.nn.graph.Scope.SHARED);
    boolean log = function == UnaryFunction.LOG;
    graph =
        new CompiledGraph(
            Tracer.trace("f", List.of(type), x -> List.of(x.getFirst().unary(function))),
            1,
            log ? 0.1 : -3,
            log ? 10 : 3);
  }

  /// One run over all numbers.
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double[][] number() {
    return graph.run();
  }
}
