package dev.odeon.validation.bench;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/// Products of two square matrices through a graph, and OpenBLAS beside it: 64, 256 and 1024 rows,
/// `f64` and `f32`.
record MatrixProducts() implements Workload {
  private static final double WARM_UP_SECONDS = 4;
  private static final int ROUNDS = 15;

  /// Floating-point operations of one round, about.
  private static final double ROUND = 4e9;

  @Override
  public String id() {
    return "G1";
  }

  @Override
  public String metric() {
    return "GFLOP/s of the slowest of dgemm and sgemm at 64, 256 and 1024, one core";
  }

  @Override
  public Timing measure() {
    Optional<OpenBlas> blas = OpenBlas.find();
    SequencedMap<String, Double> extra = new LinkedHashMap<>();
    Timing worst = new Timing(Double.POSITIVE_INFINITY, 0, 0);
    double share = Double.POSITIVE_INFINITY;
    for (DType type : List.of(DType.F64, DType.F32)) {
      for (int n : new int[] {64, 256, 1024}) {
        String name = (type == DType.F64 ? "dgemm_" : "sgemm_") + n;
        int calls = (int) Math.max(1, ROUND / operations(n));
        double[] a = matrix(n, type, 1);
        double[] b = matrix(n, type, 2);
        Timing ours = rates(n, Timing.of(WARM_UP_SECONDS, ROUNDS, calls, ours(n, type, a, b)));
        extra.put(name, ours.median());
        worst = ours.median() < worst.median() ? ours : worst;
        if (blas.isPresent()) {
          Timing theirs = rates(n, Timing.of(1, ROUNDS, calls, theirs(blas.get(), n, type, a, b)));
          extra.put(name + "_openblas", theirs.median());
          share = Math.min(share, ours.median() / theirs.median());
          extra.put(name + "_share_of_openblas", ours.median() / theirs.median());
        }
      }
    }
    if (blas.isPresent()) {
      extra.put("worst_share_of_openblas", share);
    }
    return new Timing(worst.median(), worst.min(), worst.max(), extra);
  }

  private static double operations(int n) {
    return 2.0 * n * n * n;
  }

  private static Timing rates(int n, Timing nanos) {
    return new Timing(
        operations(n) / nanos.median(), operations(n) / nanos.max(), operations(n) / nanos.min());
  }

  private static double[] matrix(int n, DType type, long seed) {
    double[] x = new Random(seed).doubles((long) n * n, -1, 1).toArray();
    if (type == DType.F32) {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) x[i];
      }
    }
    return x;
  }

  private static Runnable ours(int n, DType type, double[] a, double[] b) {
    ValueType matrix = new ValueType(new TensorType(type, Shape.of(n, n)), Scope.SHARED);
    Graph graph =
        Tracer.trace(
            "product", List.of(matrix, matrix), x -> List.of(x.get(0).dot(x.get(1))));
    Executable run = new CpuBackend().compileNow(graph);
    double[][] in = {a, b};
    double[][] out = {new double[n * n]};
    return () -> run.run(in, out, 1);
  }

  private static Runnable theirs(OpenBlas blas, int n, DType type, double[] a, double[] b) {
    MemorySegment left = segment(type, a);
    MemorySegment right = segment(type, b);
    MemorySegment out = segment(type, new double[n * n]);
    return switch (type) {
      case F64 -> () -> blas.doubles(left, right, out, n);
      case F32 -> () -> blas.floats(left, right, out, n);
      case BOOL, I32, I64 -> throw new IllegalArgumentException("no product of " + type);
    };
  }

  private static MemorySegment segment(DType type, double[] x) {
    MemorySegment to = Arena.ofAuto().allocate(8L * x.length, 64);
    for (int i = 0; i < x.length; i++) {
      if (type == DType.F32) {
        to.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x[i]);
      } else {
        to.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x[i]);
      }
    }
    return to;
  }
}
