package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Compiling the field of the spiral, 2-50 tanh-50-2.
record Compilation(Form form) implements Workload {
  /// What is timed.
  enum Form {
    /// From graph to executable in a program that has compiled other graphs.
    WARM,
    /// The same, the first graph of a program.
    COLD,
    /// From the first run, interpreted, until runs take no tenth more than they do in the end.
    SETTLED
  }

  @Override
  public String id() {
    return "compile-" + form.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String metric() {
    return switch (form) {
      case WARM -> "ms to compile a two-layer field, warm";
      case COLD -> "ms to compile a two-layer field, first in a program";
      case SETTLED -> "s from the first run of a two-layer field until C2 speed";
    };
  }

  @Override
  public Timing measure() {
    return switch (form) {
      case WARM -> {
        int[] width = {50};
        yield Timing.of(4, 15, 1, () -> new CpuBackend().compileNow(field(++width[0]))).times(1e-6);
      }
      case COLD, SETTLED -> children();
    };
  }

  private static Graph field(int width) {
    return Tracer.trace(
        "field",
        List.of(shared(width, 2), shared(width), shared(2, width), shared(2), lane(2)),
        in -> {
          Tensor hidden = in.get(0).dot(in.get(4).pow(3)).plus(in.get(1)).tanh();
          return List.of(in.get(2).dot(hidden).plus(in.get(3)));
        });
  }

  private static ValueType shared(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.SHARED);
  }

  private static ValueType lane(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.PER_LANE);
  }

  /// The figures of five programs of their own.
  private Timing children() {
    double[] figures = new double[5];
    Arrays.setAll(figures, i -> child());
    Arrays.sort(figures);
    return new Timing(figures[2], figures[0], figures[4]);
  }

  private double child() {
    return Double.parseDouble(ChildProgram.of(Compilation.class, form.name()).line());
  }

  /// Prints one figure.
  ///
  /// @param arguments a form
  public static void main(String[] arguments) {
    Graph graph = field(50);
    double figure = Form.valueOf(arguments[0]) == Form.COLD ? cold(graph) : settled(graph);
    System.out.printf(Locale.ROOT, "%.6g%n", figure);
  }

  private static double cold(Graph graph) {
    long start = System.nanoTime();
    new CpuBackend().compileNow(graph);
    return (System.nanoTime() - start) * 1e-6;
  }

  /// Runs for eight seconds in slices of a hundredth.
  private static double settled(Graph graph) {
    int lanes = 20;
    double[][] inputs = new double[5][];
    for (int i = 0; i < inputs.length; i++) {
      int size = graph.inputs().get(i).type().size() * (i == 4 ? lanes : 1);
      inputs[i] = new Random(i).doubles(size, -1, 1).toArray();
    }
    double[][] outputs = {new double[2 * lanes]};
    Executable executable = new CpuBackend().compile(graph);
    double[] runs = new double[800];
    long begin = System.nanoTime();
    for (int slice = 0; slice < runs.length; slice++) {
      long end = begin + (slice + 1) * 10_000_000L;
      while (System.nanoTime() < end) {
        executable.run(inputs, outputs, lanes);
        runs[slice]++;
      }
    }
    double[] sorted = runs.clone();
    Arrays.sort(sorted);
    double fast = 0.9 * sorted[sorted.length / 2];
    int first = 0;
    while (Math.max(runs[first], runs[first + 1]) < fast) {
      first++;
    }
    return 0.01 * (first + 1);
  }
}
