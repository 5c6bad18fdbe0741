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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/// Products of two square matrices through a graph, and OpenBLAS beside it: 64, 256 and 1024 rows,
/// `f64` and `f32`.
record MatrixProducts() implements Workload {
  private static final double WARM_UP_SECONDS = 8;
  private static final int ROUNDS = 15;

  /// Floating-point operations of one round, about.
  private static final double ROUND = 2e9;

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
        Runnable ours = ours(n, type, a, b);
        Timing.of(WARM_UP_SECONDS, 1, 1, ours);
        double[] rates = new double[ROUNDS];
        double[] theirRates = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        Optional<Runnable> theirs = blas.map(library -> theirs(library, n, type, a, b));
        for (int round = 0; round < ROUNDS; round++) {
          rates[round] = rate(n, calls, ours);
          if (theirs.isPresent()) {
            theirRates[round] = rate(n, calls, theirs.get());
            shares[round] = rates[round] / theirRates[round];
          }
        }
        Arrays.sort(rates);
        double median = rates[ROUNDS / 2];
        extra.put(name, median);
        if (median < worst.median()) {
          worst = new Timing(median, rates[0], rates[ROUNDS - 1]);
        }
        if (theirs.isPresent()) {
          extra.put(name + "_openblas", median(theirRates));
          extra.put(name + "_share_of_openblas", median(shares));
          share = Math.min(share, median(shares));
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

  /// Rounds of the two take turns, so that what else the machine does meets both.
  private static double rate(int n, int calls, Runnable product) {
    return operations(n) / Timing.of(0, 1, calls, product).median();
  }

  private static double median(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
        Tracer.trace("product", List.of(matrix, matrix), x -> List.of(x.get(0).dot(x.get(1))));
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
