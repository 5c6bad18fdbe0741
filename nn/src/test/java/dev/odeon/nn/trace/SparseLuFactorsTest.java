package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.GraphRun;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseLuFactorsTest {
  /// `[4, 0, 2; 0, 5, 0; 2, 0, 3]`.
  private static final SparseElimination SMALL =
      SparseElimination.of(3, new int[] {0, 0, 1, 2, 2}, new int[] {0, 2, 1, 0, 2});

  private static final double[] SMALL_ENTRIES = {4, 2, 5, 2, 3};

  @Test
  void factorsOfASmallMatrix() {
    assertEquals(5, SMALL.factorSize());
    double[] factors =
        Evaluation.of(
            List.of(TensorType.f64(5)),
            x -> SparseLuFactors.of(SMALL, x.getFirst()).factors(),
            SMALL_ENTRIES);
    assertArrayEquals(new double[] {4, 2, 5, 0.5, 2}, factors);
    double[] x =
        Evaluation.of(
            List.of(TensorType.f64(5), TensorType.f64(3)),
            t -> SparseLuFactors.of(SMALL, t.get(0)).solve(t.get(1)),
            SMALL_ENTRIES,
            new double[] {8, 10, 7});
    assertArrayEquals(new double[] {1.25, 2, 1.5}, x);
  }

  /// In the natural order, where partial pivoting exchanges nothing, the dense primitives do the
  /// same arithmetic.
  @Test
  void withoutExchangesSolutionsHaveTheBitsOfDenseElimination() {
    for (int seed = 0; seed < 30; seed++) {
      Matrix m = Matrix.dominant(12, 20, seed);
      int[] natural = IntStream.range(0, 12).toArray();
      SparseElimination order = SparseElimination.of(12, m.rows, m.columns, natural);
      double[] b = new Random(seed).doubles(24, -1, 1).toArray();
      List<TensorType> sparse = List.of(TensorType.f64(m.values.length), TensorType.f64(12, 2));
      List<TensorType> dense = List.of(TensorType.f64(12, 12), TensorType.f64(12, 2));
      double[] expected = Evaluation.of(dense, t -> t.get(0).solve(t.get(1)), m.dense(), b);
      double[] actual =
          Evaluation.of(
              sparse, t -> SparseLuFactors.of(order, t.get(0)).solve(t.get(1)), m.values, b);
      assertArrayEquals(expected, actual, 0.0, "seed " + seed);
    }
  }

  @Test
  void reorderedAndTransposedSolutionsAreThoseOfDenseElimination() {
    for (int seed = 0; seed < 30; seed++) {
      Matrix m = Matrix.dominant(15, 25, seed);
      SparseElimination order = SparseElimination.of(15, m.rows, m.columns);
      double[] b = new Random(seed).doubles(15, -1, 1).toArray();
      for (MatrixForm form : MatrixForm.values()) {
        double[] expected =
            Evaluation.of(
                List.of(TensorType.f64(15, 15), TensorType.f64(15)),
                t -> LuFactors.of(t.get(0)).solve(t.get(1), form),
                m.dense(),
                b);
        double[] actual =
            Evaluation.of(
                List.of(TensorType.f64(m.values.length), TensorType.f64(15)),
                t -> SparseLuFactors.of(order, t.get(0)).solve(t.get(1), form),
                m.values,
                b);
        assertArrayEquals(expected, actual, 1e-14, "seed " + seed + ", " + form);
      }
    }
  }

  @Test
  void singlePrecisionStaysSingle() {
    TensorType entries = new TensorType(DType.F32, Shape.of(5));
    TensorType right = new TensorType(DType.F32, Shape.of(3));
    double[] x =
        Evaluation.of(
            List.of(entries, right),
            t -> SparseLuFactors.of(SMALL, t.get(0)).solve(t.get(1)),
            new double[] {3, 1, 7, 1, 3},
            new double[] {1, 1, 1});
    assertArrayEquals(new double[] {0.25, 1f / 7f, 0.25}, x, 1e-7);
    for (double element : x) {
      assertEquals((float) element, element, "not a float");
    }
  }

  @Test
  void aZeroPivotShowsAndDoesNotThrow() {
    double[] zero = {0, 2, 5, 2, 3};
    double[] x =
        Evaluation.of(
            List.of(TensorType.f64(5), TensorType.f64(3)),
            t -> SparseLuFactors.of(SMALL, t.get(0)).solve(t.get(1)),
            zero,
            new double[] {1, 1, 1});
    assertFalse(Double.isFinite(x[0]), "x[0] is " + x[0] + " although its pivot is zero");
    for (double[] entries : List.of(zero, new double[] {4, 2, Double.NaN, 2, 3})) {
      assertEquals(1, singular(entries), "not seen: " + Arrays.toString(entries));
    }
    assertEquals(0, singular(SMALL_ENTRIES));
  }

  private static double singular(double[] entries) {
    return Evaluation.of(
        List.of(TensorType.f64(5)),
        t -> SparseLuFactors.of(SMALL, t.getFirst()).singular(),
        entries)[0];
  }

  /// `[e, 1; 1, 0]` for a small e: eliminating in this order makes U as large as 1 / e.
  @Test
  void growthTellsThatAnOrderIsUnfit() {
    double small = 0x1p-40;
    SparseElimination order =
        SparseElimination.of(2, new int[] {0, 0, 1}, new int[] {0, 1, 0}, new int[] {0, 1});
    double[] entries = {small, 1, 1};
    double[] growth =
        Evaluation.of(
            List.of(TensorType.f64(3)),
            t -> SparseLuFactors.of(order, t.getFirst()).growth(),
            entries);
    assertEquals(1 / small, growth[0]);
    double[] fine =
        Evaluation.of(
            List.of(TensorType.f64(5)),
            t -> SparseLuFactors.of(SMALL, t.getFirst()).growth(),
            SMALL_ENTRIES);
    assertEquals(1, fine[0]);
  }

  @Test
  void refinementRepairsModerateGrowth() {
    SparseElimination order =
        SparseElimination.of(2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 0, 1}, new int[] {0, 1});
    double[] entries = {1e-9, 1, 1, 1};
    double[] b = {2, 3};
    // x = (1, 2 - 1e-9) up to terms of 1e-9.
    double expected = (2 - 3) / (1e-9 - 1);
    List<TensorType> types = List.of(TensorType.f64(4), TensorType.f64(2));
    double[] plain =
        Evaluation.of(types, t -> SparseLuFactors.of(order, t.get(0)).solve(t.get(1)), entries, b);
    double[] refined =
        Evaluation.of(
            types, t -> SparseLuFactors.of(order, t.get(0)).refined(t.get(1)), entries, b);
    assertTrue(Math.abs(plain[0] - expected) > 1e-9, "nothing to repair: " + plain[0]);
    assertEquals(expected, refined[0], 1e-14);
  }

  /// A path has no fill-in from its ends inwards, a star none if its centre comes last.
  @Test
  void theOrderAvoidsFill() {
    int n = 50;
    List<int[]> star = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      star.add(new int[] {i, i});
      if (i > 0) {
        star.add(new int[] {0, i});
        star.add(new int[] {i, 0});
      }
    }
    int[] rows = star.stream().mapToInt(e -> e[0]).toArray();
    int[] columns = star.stream().mapToInt(e -> e[1]).toArray();
    assertEquals(rows.length, SparseElimination.of(n, rows, columns).factorSize());
    int[] natural = IntStream.range(0, n).toArray();
    assertEquals(n * n, SparseElimination.of(n, rows, columns, natural).factorSize());
    SparsityPattern banded = banded(1000, 2);
    assertEquals(banded.size(), banded.elimination().factorSize(), "a band does not fill");
  }

  private static SparsityPattern banded(int n, int width) {
    return SparsityPattern.ofRows(
        n,
        IntStream.range(0, n)
            .mapToObj(
                i ->
                    IntStream.rangeClosed(Math.max(0, i - width), Math.min(n - 1, i + width))
                        .toArray())
            .toArray(int[][]::new));
  }

  /// The Brusselator on 17 x 17 points, `u' = 1 + u^2 v - 4.4 u + Du`, `v' = 3.4 u - u^2 v + Dv`
  /// with periodic ends: 578 states.
  private static Graph brusselator(int n) {
    int points = n * n;
    return Tracer.trace(
        "brusselator",
        List.of(GraphRun.lane(2 * points)),
        in -> {
          Tensor y = in.getFirst();
          Tensor u = y.slice(0, points).reshape(Shape.of(n, n));
          Tensor v = y.slice(points, 2 * points).reshape(Shape.of(n, n));
          Tensor uuv = u.times(u).times(v);
          Tensor du = uuv.plus(1).minus(u.times(4.4)).plus(laplacian(u, n));
          Tensor dv = u.times(3.4).minus(uuv).plus(laplacian(v, n));
          return List.of(
              Tensor.concatenate(du.reshape(Shape.of(points)), dv.reshape(Shape.of(points))));
        });
  }

  private static Tensor laplacian(Tensor u, int n) {
    Tensor rows = shifted(u, n, 1).plus(shifted(u, n, n - 1));
    Tensor turned = u.transpose();
    Tensor columns = shifted(turned, n, 1).plus(shifted(turned, n, n - 1)).transpose();
    return rows.plus(columns).minus(u.times(4)).times(0.1 * (n - 1) * (n - 1));
  }

  private static Tensor shifted(Tensor u, int n, int by) {
    return Tensor.concatenate(u.slice(by, n), u.slice(0, by));
  }

  /// `(I - c J) x = b` of the Brusselator: entries from the compressed Jacobian, residual at
  /// rounding level, derivatives in reverse mode those of the dense solve.
  @Test
  void theBrusselatorIsSolvedAsADenseSystemIs() {
    Graph field = brusselator(5);
    double[] y = new Random(3).doubles(50, 0.5, 3).toArray();
    double[] b = new Random(4).doubles(50, -1, 1).toArray();
    CompressedJacobian jacobian = CompressedJacobian.of(field, 0, 0);
    SparsityPattern pattern = jacobian.pattern().withDiagonal();
    SparseElimination order = pattern.elimination();
    Graph sparse =
        Tracer.trace(
            "sparse",
            List.of(GraphRun.lane(50), GraphRun.lane(50)),
            in -> {
              Tensor products =
                  in.getFirst().tracer().call(jacobian.products(), in.subList(0, 1)).getFirst();
              Tensor entries = matrix(jacobian, pattern, products, 0.01);
              return List.of(SparseLuFactors.of(order, entries).solve(in.get(1)));
            });
    Graph dense =
        Tracer.trace(
            "dense",
            List.of(GraphRun.lane(50), GraphRun.lane(50)),
            in -> {
              Tensor products =
                  in.getFirst().tracer().call(jacobian.products(), in.subList(0, 1)).getFirst();
              Tensor entries = matrix(jacobian, pattern, products, 0.01);
              Tensor flat = products.tracer().constant(Literal.filled(TensorType.f64(2500), 0));
              Tensor full = flat.scatterAdd(positions(products.tracer(), order), entries);
              return List.of(full.reshape(Shape.of(50, 50)).solve(in.get(1)));
            });
    double[] w = new Random(5).doubles(50, -1, 1).toArray();
    double[][] expected = GraphRun.run(ReverseMode.vjp(dense, List.of(0, 1)), 1, y, b, w);
    double[][] actual = GraphRun.run(ReverseMode.vjp(sparse, List.of(0, 1)), 1, y, b, w);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-13, "result " + i);
    }
  }

  /// `I - c J` by the entries of its pattern.
  private static Tensor matrix(
      CompressedJacobian jacobian, SparsityPattern pattern, Tensor products, double c) {
    double[] unit = new double[pattern.size()];
    List<Long> places = new ArrayList<>();
    for (int row = 0; row < pattern.rows(); row++) {
      for (int k = pattern.start(row); k < pattern.start(row + 1); k++) {
        unit[k] = pattern.column(k) == row ? 1 : 0;
        if (jacobian.pattern().contains(row, pattern.column(k))) {
          places.add((long) k);
        }
      }
    }
    Tracer tracer = products.tracer();
    Tensor identity = tracer.constant(Literal.of(TensorType.f64(unit.length), unit));
    TensorType index = new TensorType(DType.I32, Shape.of(places.size()));
    Tensor at =
        tracer.constant(
            Literal.ofIntegers(index, places.stream().mapToLong(Long::longValue).toArray()));
    return identity.scatterAdd(at, jacobian.entries(products).times(-c));
  }

  private static Tensor positions(Tracer tracer, SparseElimination order) {
    long[] at = new long[order.entries()];
    for (int k = 0; k < at.length; k++) {
      at[k] = (long) order.row(k) * order.size() + order.column(k);
    }
    return tracer.constant(Literal.ofIntegers(new TensorType(DType.I32, Shape.of(at.length)), at));
  }

  @Test
  void theBrusselatorOf578StatesStaysSparse() {
    CompressedJacobian jacobian = CompressedJacobian.of(brusselator(17), 0, 0);
    assertEquals(578 * 6, jacobian.pattern().size());
    SparseElimination order = jacobian.pattern().elimination();
    assertTrue(order.factorSize() < 30_000, "factors have " + order.factorSize() + " of 334084");
    assertTrue(order.multiplications() < 700_000, "takes " + order.multiplications());
  }

  @Test
  void complaintsNameWhatIsWrong() {
    int[] one = {0};
    assertEquals(
        "entry 0 at (0, 3) is outside a matrix of 2 rows",
        complaint(() -> SparseElimination.of(2, one, new int[] {3})));
    assertEquals(
        "entry 1 at (0, 1) is there twice",
        complaint(() -> SparseElimination.of(2, new int[] {0, 0}, new int[] {1, 1})));
    assertEquals(
        "entries have 1 rows but 2 columns",
        complaint(() -> SparseElimination.of(2, one, new int[] {0, 1})));
    assertEquals(
        "order of 2 rows is no permutation of 2: row 0",
        complaint(() -> SparseElimination.of(2, one, one, new int[] {0, 0})));
    assertEquals(
        "sparse_lu_factor: entries of type f64[4] do not fit a matrix of 3 rows, 5 entries,"
            + " factors of 5",
        complaint(
            () ->
                Tracer.trace(
                    "f",
                    List.of(GraphRun.lane(4)),
                    x -> List.of(SparseLuFactors.of(SMALL, x.getFirst()).factors()))));
    assertEquals(
        "sparse_lu_solve: right side of type f64[2] does not fit a matrix of 3 rows, 5 entries,"
            + " factors of 5",
        complaint(
            () ->
                Tracer.trace(
                    "f",
                    List.of(GraphRun.lane(5)),
                    x ->
                        List.of(
                            SparseLuFactors.of(SMALL, x.getFirst())
                                .solve(x.getFirst().slice(0, 2))))));
  }

  private static String complaint(Runnable body) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }

  /// A matrix by its entries; each column is dominated by its diagonal element.
  private static final class Matrix {
    private final int n;
    private final int[] rows;
    private final int[] columns;
    private final double[] values;

    private Matrix(int n, int[] rows, int[] columns, double[] values) {
      this.n = n;
      this.rows = rows;
      this.columns = columns;
      this.values = values;
    }

    static Matrix dominant(int n, int others, long seed) {
      Random random = new Random(seed);
      TreeSet<Integer> places = new TreeSet<>();
      for (int i = 0; i < n; i++) {
        places.add(i * n + i);
      }
      while (places.size() < n + others) {
        places.add(random.nextInt(n * n));
      }
      int[] at = places.stream().mapToInt(Integer::intValue).toArray();
      double[] values =
          Arrays.stream(at)
              .mapToDouble(
                  k -> k / n == k % n ? n + random.nextDouble() : random.nextGaussian() / 4)
              .toArray();
      return new Matrix(
          n,
          Arrays.stream(at).map(k -> k / n).toArray(),
          Arrays.stream(at).map(k -> k % n).toArray(),
          values);
    }

    double[] dense() {
      double[] all = new double[n * n];
      for (int k = 0; k < values.length; k++) {
        all[rows[k] * n + columns[k]] = values[k];
      }
      return all;
    }
  }
}
