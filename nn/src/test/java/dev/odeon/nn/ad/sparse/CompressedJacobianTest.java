package dev.odeon.nn.ad.sparse;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.DerivativeMode;
import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.GraphRun;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.derivative.JacobianEvaluator;
import dev.odeon.nn.derivative.SparseJacobianEvaluator;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Negation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressedJacobianTest {
  private static final int LANES = 3;

  /// Hairer's BRUSS on `n` interior points, y = (u1, v1, u2, v2, ...).
  private static Graph brusselator(int n) {
    double gamma = 0.02 * (n + 1) * (n + 1);
    return Tracer.trace(
        "bruss",
        List.of(lane(2 * n)),
        in -> {
          Tensor rows = in.getFirst().reshape(Shape.of(n, 2)).transpose();
          Tensor u = rows.slice(0, 1).reshape(Shape.of(n));
          Tensor v = rows.slice(1, 2).reshape(Shape.of(n));
          Tensor reaction = u.times(u).times(v);
          Tensor du = reaction.plus(1).minus(u.times(4)).plus(laplacian(u, 1).times(gamma));
          Tensor dv = u.times(3).minus(reaction).plus(laplacian(v, 3).times(gamma));
          Tensor both = Tensor.concatenate(du, dv).reshape(Shape.of(2, n));
          return List.of(both.transpose().reshape(Shape.of(2 * n)));
        });
  }

  private static Tensor laplacian(Tensor x, double boundary) {
    int n = x.shape().dim(0);
    Tensor edge = x.scalar(boundary);
    Tensor left = Tensor.concatenate(edge, x.slice(0, n - 1));
    Tensor right = Tensor.concatenate(x.slice(1, n), edge);
    return left.minus(x.times(2)).plus(right);
  }

  // u_i depends on u_{i-1}, u_i, v_i, u_{i+1}; v_i on v_{i-1}, u_i, v_i, v_{i+1}.
  @Test
  void brusselatorHasABand() {
    int n = 50;
    SparsityPattern pattern = JacobianSparsity.of(brusselator(n), 0, 0);
    int[][] rows = new int[2 * n][];
    for (int i = 0; i < 2 * n; i++) {
      int row = i;
      int partner = i % 2 == 0 ? i + 1 : i - 1;
      rows[i] =
          IntStream.of(i - 2, i, partner, i + 2)
              .filter(column -> column >= 0 && column < 2 * n)
              .sorted()
              .toArray();
      assertArrayEquals(rows[i], pattern.row(i), "row " + row);
    }
    assertEquals(SparsityPattern.ofRows(2 * n, rows), pattern);
    assertEquals(8 * n - 4, pattern.size());
  }

  @ParameterizedTest
  @EnumSource
  void brusselatorTakesFiveSweepsAndKeepsEveryBit(DerivativeMode mode) {
    int n = 50;
    Graph f = brusselator(n);
    CompressedJacobian jacobian = CompressedJacobian.of(f, 0, 0, mode);
    // Four entries a row is the least any colouring can do.
    assertTrue(jacobian.colouring().count() <= 5, jacobian.colouring().toString());
    double[][] at = GraphRun.random(f.inputs(), LANES, 0.5, 3, new Random(1));
    double[] dense = GraphRun.run(Derivatives.jacobian(f, 0, 0, mode), LANES, at)[0];
    checkEntries(jacobian, dense, at, 2 * n);
  }

  private static void checkEntries(
      CompressedJacobian jacobian, double[] dense, double[][] at, int columns) {
    double[] entries =
        new SparseJacobianEvaluator(jacobian, new ReferenceBackend()).evaluate(at, LANES);
    SparsityPattern pattern = jacobian.pattern();
    double[] spread = new double[dense.length];
    for (int row = 0; row < pattern.rows(); row++) {
      for (int i = pattern.start(row); i < pattern.start(row + 1); i++) {
        System.arraycopy(
            entries, i * LANES, spread, (row * columns + pattern.column(i)) * LANES, LANES);
      }
    }
    for (int i = 0; i < dense.length; i++) {
      // Dense sweeps may write -0 where the pattern has nothing.
      assertEquals(dense[i] + 0.0, spread[i] + 0.0, "entry " + i / LANES);
    }
  }

  /// Elementwise work on shuffled parts of the input: each output element reads few input elements.
  private static Graph random(long seed) {
    Random random = new Random(seed);
    int n = 10 + random.nextInt(20);
    return Tracer.trace(
        "sparse",
        List.of(lane(n), shared(4)),
        in -> {
          List<Tensor> pool = new ArrayList<>(List.of(in.getFirst()));
          for (int step = 0; step < 8; step++) {
            Tensor x = pool.get(random.nextInt(pool.size()));
            Tensor y = pool.get(random.nextInt(pool.size()));
            Tensor mixed = mix(x, y, in.get(1), random);
            if (mixed.shape().dim(0) >= 4) {
              pool.add(mixed);
            }
          }
          return List.of(Tensor.concatenate(pool.subList(1, pool.size())));
        });
  }

  private static Tensor mix(Tensor x, Tensor y, Tensor weights, Random random) {
    int n = Math.min(x.shape().dim(0), y.shape().dim(0));
    Tensor a = x.slice(x.shape().dim(0) - n, x.shape().dim(0));
    Tensor b = y.slice(0, n);
    Tracer t = x.tracer();
    return switch (random.nextInt(11)) {
      case 0 -> a.times(b).sin();
      case 1 -> a.compare(Comparison.LT, b).select(a.exp(), b.times(3));
      case 2 -> t.apply1(new Op.Slice(List.of(1), List.of(n), List.of(2)), a);
      case 3 -> t.apply1(new Op.Pad(List.of(2), List.of(1), List.of(1)), a).plus(1);
      case 4 -> {
        Tensor table = a.slice(0, n / 2 * 2).reshape(Shape.of(2, n / 2));
        yield random.nextBoolean()
            ? table.transpose().reshape(Shape.of(n / 2 * 2)).tanh()
            : t.apply1(new Op.Reduce(Reduction.SUM, List.of(0)), table.pow(2));
      }
      case 5 -> {
        Tensor table = b.slice(0, n / 4 * 4).reshape(Shape.of(n / 4, 4));
        yield table.dot(weights);
      }
      case 6 -> scan(a, b, n);
      case 7 -> a.unary(dev.odeon.nn.graph.UnaryFunction.FLOOR).plus(b);
      case 8 -> a.gather(indices(t, n, n + random.nextInt(3), random));
      case 9 -> a.times(2).scatterAdd(indices(t, n, 3, random), b.slice(0, 3).exp());
      default -> cond(a, b);
    };
  }

  /// Some of them outside.
  private static Tensor indices(Tracer tracer, int slices, int count, Random random) {
    long[] indices = random.longs(count, -2, slices + 2).toArray();
    return tracer.constant(Literal.ofIntegers(new TensorType(DType.I32, Shape.of(count)), indices));
  }

  /// Slices of two elements each.
  @Test
  void movesByConstantIndicesAreFollowed() {
    Graph f =
        Tracer.trace(
            "moves",
            List.of(lane(6)),
            in -> {
              Tensor x = in.getFirst().reshape(Shape.of(3, 2));
              TensorType type = new TensorType(DType.I32, Shape.of(2));
              Tensor index = x.tracer().constant(Literal.ofIntegers(type, 2, -1));
              Tensor moved = x.scatterAdd(index, x.gather(index).sin());
              return List.of(x.gather(index).reshape(Shape.of(4)), moved.reshape(Shape.of(6)));
            });
    assertEquals(
        SparsityPattern.ofRows(6, new int[][] {{4}, {5}, {0}, {1}}),
        JacobianSparsity.of(f, 0, 0),
        "gather");
    assertEquals(
        SparsityPattern.ofRows(6, new int[][] {{0}, {1}, {2}, {3}, {4}, {5}}),
        JacobianSparsity.of(f, 0, 1),
        "scatter of what was gathered from the same places");
  }

  private static Tensor scan(Tensor a, Tensor b, int n) {
    Graph body =
        Tracer.trace(
            "body",
            List.of(lane(), lane(), lane()),
            in -> List.of(in.get(2), in.get(1).times(in.get(2)).plus(in.get(0))));
    Op op = new Op.Scan(body, 1, 1, n, ScanOrder.REVERSE);
    return a.tracer().apply(op, List.of(a.get(0), b.get(n - 1), b)).get(1);
  }

  private static Tensor cond(Tensor a, Tensor b) {
    ValueType type = lane(a.shape().dim(0));
    Graph yes = Tracer.trace("yes", List.of(type, type), in -> List.of(in.get(0).times(2)));
    Graph no = Tracer.trace("no", List.of(type, type), in -> List.of(in.get(1).sin()));
    Tensor p = a.get(0).compare(Comparison.LT, 0.5);
    return a.tracer().apply(new Op.Cond(yes, no), List.of(p, a, b)).getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void randomSparseGraphsKeepEveryBit(DerivativeMode mode) {
    int compressed = 0;
    for (long seed = 0; seed < 60; seed++) {
      Graph f = random(seed);
      CompressedJacobian jacobian = CompressedJacobian.of(f, 0, 0, mode);
      SparsityPattern pattern = jacobian.pattern();
      double[][] at = GraphRun.random(f.inputs(), LANES, 0.1, 0.9, new Random(seed));
      double[] dense = GraphRun.run(Derivatives.jacobian(f, 0, 0, mode), LANES, at)[0];
      for (int i = 0; i < dense.length; i++) {
        int entry = i / LANES;
        boolean inside = pattern.contains(entry / pattern.columns(), entry % pattern.columns());
        assertTrue(inside || dense[i] == 0, "seed " + seed + ": pattern lacks entry " + entry);
      }
      checkEntries(jacobian, dense, at, pattern.columns());
      int all = mode == DerivativeMode.FORWARD ? pattern.columns() : pattern.rows();
      compressed += jacobian.colouring().count() < all ? 1 : 0;
    }
    assertTrue(compressed > 50, "only " + compressed + " took fewer sweeps than a dense Jacobian");
  }

  private static SparsityPattern pattern(
      List<ValueType> inputs, Function<List<Tensor>, Tensor> body) {
    return JacobianSparsity.of(Tracer.trace("f", inputs, in -> List.of(body.apply(in))), 0, 0);
  }

  @Test
  void primitivesHaveTheirPatterns() {
    assertEquals(
        SparsityPattern.ofRows(6, new int[][] {{0, 1, 2}, {3, 4, 5}}),
        pattern(List.of(lane(2, 3), lane(3)), in -> in.get(0).dot(in.get(1))));
    assertEquals(
        SparsityPattern.ofRows(3, new int[][] {{0, 1, 2}, {0, 1, 2}}),
        pattern(List.of(lane(3), lane(2, 3)), in -> in.get(1).dot(in.get(0))));
    assertEquals(
        SparsityPattern.ofRows(2, new int[][] {{}, {}}),
        pattern(List.of(lane(2)), in -> in.get(0).stopGradient()));
    assertEquals(
        SparsityPattern.ofRows(4, new int[][] {{0, 1}, {2, 3}}),
        pattern(
            List.of(lane(2, 2)),
            in -> in.get(0).tracer().apply1(new Op.Reduce(Reduction.MAX, List.of(1)), in.get(0))));
    assertEquals(
        SparsityPattern.ofRows(2, new int[][] {{0, 1}, {0, 1}}),
        pattern(
            List.of(lane(2)),
            in -> in.get(0).tracer().apply1(new Op.Custom(new Negation()), in.get(0))));
  }

  // c = (c + x_0, x_1 turns): the second carry reaches the first through the loop.
  @Test
  void loopsGrowUntilNothingIsNew() {
    Graph condition =
        Tracer.trace(
            "go", List.of(lane(3)), in -> List.of(in.get(0).get(0).compare(Comparison.LT, 1)));
    Graph body =
        Tracer.trace(
            "shift",
            List.of(lane(3)),
            in -> List.of(Tensor.concatenate(in.get(0).slice(1, 3), in.get(0).get(2))));
    assertEquals(
        SparsityPattern.ofRows(3, new int[][] {{0, 1, 2}, {1, 2}, {2}}),
        pattern(
            List.of(lane(3)),
            in -> in.get(0).tracer().apply1(new Op.While(condition, body, 0), in.get(0))));
  }

  // A full row next to a diagonal: reverse mode needs 2 sweeps, forward mode n.
  @Test
  void theModeWithFewerColoursIsTaken() {
    Graph arrow =
        Tracer.trace(
            "arrow",
            List.of(lane(12)),
            in -> List.of(Tensor.concatenate(in.get(0).exp().sum(), in.get(0).tanh())));
    CompressedJacobian jacobian = CompressedJacobian.of(arrow, 0, 0);
    assertEquals(DerivativeMode.REVERSE, jacobian.mode());
    assertEquals(2, jacobian.colouring().count());
    double[][] at = GraphRun.random(arrow.inputs(), LANES, -1, 1, new Random(5));
    double[] dense =
        GraphRun.run(Derivatives.jacobian(arrow, 0, 0, DerivativeMode.REVERSE), LANES, at)[0];
    checkEntries(jacobian, dense, at, 12);
    double[] chosen =
        new JacobianEvaluator(arrow, 0, 0, new ReferenceBackend()).evaluate(at, LANES);
    assertArrayEquals(dense, chosen, 1e-15);
  }

  @Test
  void colouringsNeverShareARow() {
    Random random = new Random(8);
    for (int turn = 0; turn < 50; turn++) {
      int columns = 1 + random.nextInt(40);
      int[][] rows = new int[1 + random.nextInt(40)][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = IntStream.range(0, columns).filter(c -> random.nextInt(8) == 0).toArray();
      }
      SparsityPattern pattern = SparsityPattern.ofRows(columns, rows);
      assertEquals(pattern, pattern.transpose().transpose());
      Colouring colouring = Colouring.ofColumns(pattern);
      for (int[] row : rows) {
        assertEquals(row.length, IntStream.of(row).map(colouring::of).distinct().count());
      }
    }
    assertEquals(1, Colouring.ofColumns(SparsityPattern.ofRows(3, new int[0][])).count());
    assertEquals(0, Colouring.ofColumns(SparsityPattern.ofRows(0, new int[2][0])).count());
    assertFalse(SparsityPattern.ofRows(2, new int[][] {{0}}).contains(0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> SparsityPattern.ofRows(2, new int[][] {{1, 0}}));
  }
}
