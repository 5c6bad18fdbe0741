package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.only;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published values (Zygote `test/utils.jl`, Flux `src/gradient.jl`, Lux `batched_jacobian_tests`),
/// closed forms, lanes, and refusals.
class DerivativesTest {
  private static Graph graph(List<ValueType> inputs, Function<List<Tensor>, Tensor> body) {
    return Tracer.trace("f", inputs, x -> List.of(body.apply(x)));
  }

  private static Graph graph(ValueType input, Function<Tensor, Tensor> body) {
    return graph(List.of(input), x -> body.apply(x.getFirst()));
  }

  // Zygote: hessian(x -> sum(x.^3), [1 2; 3 4]) is diag(6, 18, 12, 24) by columns: 6 x.
  @Test
  void hessianOfSumOfCubes() {
    Graph f = graph(shared(2, 2), x -> x.pow(3).sum());
    double[] hessian = only(Derivatives.hessian(f, 0), new double[] {1, 2, 3, 4});
    double[] expected = new double[16];
    for (int i = 0; i < 4; i++) {
      expected[5 * i] = 6 * (i + 1);
    }
    assertArrayEquals(expected, hessian);
    assertEquals(
        Shape.of(2, 2, 2, 2), Derivatives.hessian(f, 0).outputs().getFirst().type().shape());
    assertArrayEquals(
        new double[] {6, 12, 18, 24},
        only(Derivatives.diagonalHessian(f, 0), new double[] {1, 2, 3, 4}));
  }

  // Zygote: diaghessian(x -> x[1] * x[2]^2, [1, pi]) is [0, 2].
  @Test
  void diagonalOfHessian() {
    Graph f = graph(shared(2), x -> x.get(0).times(x.get(1).pow(2)));
    double[] at = {1, Math.PI};
    assertArrayEquals(new double[] {0, 2}, only(Derivatives.diagonalHessian(f, 0), at));
    assertArrayEquals(
        new double[] {0, 2 * Math.PI, 2 * Math.PI, 2}, only(Derivatives.hessian(f, 0), at));
  }

  // Zygote: jacobian((a, x) -> a^2 .* x, [1, 2, 3], 1) is diag(2, 4, 6) and [1, 4, 9].
  @ParameterizedTest
  @EnumSource
  void jacobianForTwoArguments(DerivativeMode mode) {
    Graph f = graph(List.of(shared(3), shared()), in -> in.get(0).pow(2).times(in.get(1)));
    double[] a = {1, 2, 3};
    double[] x = {1};
    assertArrayEquals(
        new double[] {2, 0, 0, 0, 4, 0, 0, 0, 6}, only(Derivatives.jacobian(f, 0, 0, mode), a, x));
    assertArrayEquals(new double[] {1, 4, 9}, only(Derivatives.jacobian(f, 1, 0, mode), a, x));
  }

  // Zygote's identity, product and masked-cube cases.
  @ParameterizedTest
  @EnumSource
  void jacobiansOfSimpleMaps(DerivativeMode mode) {
    Graph identity = graph(shared(3), x -> x);
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
        only(Derivatives.jacobian(identity, 0, 0, mode), new double[] {5, 6, 7}));
    Graph product =
        graph(shared(3), x -> x.tracer().apply1(new Op.Reduce(Reduction.PRODUCT, List.of(0)), x));
    assertArrayEquals(
        new double[] {12, 8, 6},
        only(Derivatives.jacobian(product, 0, 0, mode), new double[] {2, 3, 4}));
    Graph masked =
        graph(shared(4), x -> x.compare(Comparison.GT, 2.5).select(x.pow(3), x.scalar(0)));
    assertArrayEquals(
        new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 27, 0, 0, 0, 0, 48},
        only(Derivatives.jacobian(masked, 0, 0, mode), new double[] {1, 2, 3, 4}));
  }

  // Flux: gradient((x, y) -> x / y, 3, 4) is (0.25, -0.1875).
  @Test
  void gradientOfQuotient() {
    Graph f = graph(List.of(shared(), shared()), in -> in.get(0).dividedBy(in.get(1)));
    double[][] at = {{3}, {4}};
    assertArrayEquals(new double[] {0.25}, only(Derivatives.gradient(f, 0), at));
    assertArrayEquals(new double[] {-0.1875}, only(Derivatives.gradient(f, 1), at));
  }

  // Flux: withgradient(x -> sum(1 ./ x), [1, 2, 4]) is 1.75 and [-1, -0.25, -0.0625].
  @Test
  void valueAndGradientOfSumOfReciprocals() {
    Graph f = graph(shared(3), x -> x.scalar(1).dividedBy(x).sum());
    double[][] found =
        GraphRun.run(ReverseMode.valueAndGradient(f, List.of(0)), 1, new double[] {1, 2, 4});
    assertArrayEquals(new double[] {1.75}, found[0]);
    assertArrayEquals(new double[] {-1, -0.25, -0.0625}, found[1]);
  }

  // Lux: the batched Jacobian of x.^2 at reshape(1:6, 2, 3) has diagonals 2,4 / 6,8 / 10,12.
  @ParameterizedTest
  @EnumSource
  void everyLaneHasItsOwnJacobian(DerivativeMode mode) {
    Graph f = graph(lane(2), x -> x.pow(2));
    double[] at = {1, 3, 5, 2, 4, 6};
    double[] jacobian = GraphRun.run(Derivatives.jacobian(f, 0, 0, mode), 3, at)[0];
    assertArrayEquals(new double[] {2, 6, 10, 0, 0, 0, 0, 0, 0, 4, 8, 12}, jacobian);
  }

  // d/dw of w_i x_i^2 in each lane: reverse mode must not sum over lanes.
  @ParameterizedTest
  @EnumSource
  void aSharedInputHasOneJacobianALane(DerivativeMode mode) {
    Graph f = graph(List.of(shared(2), lane(2)), in -> in.get(0).times(in.get(1).pow(2)));
    Graph jacobian = Derivatives.jacobian(f, 0, 0, mode);
    assertEquals(Scope.PER_LANE, jacobian.outputs().getFirst().scope());
    double[] found = GraphRun.run(jacobian, 2, new double[] {5, 7}, new double[] {1, 2, 3, 4})[0];
    assertArrayEquals(new double[] {1, 4, 0, 0, 0, 0, 9, 16}, found);
  }

  // f = exp(sum over lanes of x^2): d f / d x of a lane is 2 x f.
  @Test
  void aSharedOutputHasOneJacobianALane() {
    Graph f = graph(lane(), x -> x.pow(2).laneSum().exp());
    double[] found = GraphRun.run(Derivatives.jacobian(f, 0, 0), 2, new double[] {0.5, -0.25})[0];
    double value = Math.exp(0.3125);
    assertArrayEquals(new double[] {value, -0.5 * value}, found, 1e-15);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Derivatives.jacobian(f, 0, 0, DerivativeMode.FORWARD));
    assertTrue(refused.getMessage().contains("forward mode sums over lanes"), refused.getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Derivatives.hessian(f, 0))
            .getMessage()
            .contains("of other lanes through a sum over lanes"));
  }

  // A loss that is a plain sum over lanes has a Hessian a lane.
  @Test
  void aSumOverLanesHasAHessianALane() {
    Graph f = graph(lane(2), x -> x.pow(4).sum().laneSum());
    double[] found = GraphRun.run(Derivatives.hessian(f, 0), 2, new double[] {1, 2, 3, 4})[0];
    assertArrayEquals(new double[] {12, 48, 0, 0, 0, 0, 108, 192}, found);
  }

  // y = x * sum over lanes of w x: d y / d w = x * sum x, by forward mode only.
  @Test
  void aSharedInputThroughASumOverLanes() {
    Graph f =
        graph(
            List.of(shared(), lane()), in -> in.get(1).times(in.get(0).times(in.get(1)).laneSum()));
    double[] found =
        GraphRun.run(Derivatives.jacobian(f, 0, 0), 2, new double[] {9}, new double[] {2, 3})[0];
    assertArrayEquals(new double[] {10, 15}, found);
    assertThrows(
        IllegalArgumentException.class,
        () -> Derivatives.jacobian(f, 0, 0, DerivativeMode.REVERSE));
  }

  // Above the limit directions go through a scan, below they are written out.
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 20})
  void bothModesAndBothFormsAgree(int size) {
    Random random = new Random(size);
    double[] weights = random.doubles((long) size * size, -1, 1).toArray();
    Graph f =
        graph(
            lane(size),
            x -> {
              Tensor w = x.tracer().constant(Literal.of(TensorType.f64(size, size), weights));
              Tensor y = w.dot(x).tanh().times(x);
              return y.compare(Comparison.GT, 0).select(y.exp(), y);
            });
    double[][] at = GraphRun.random(f.inputs(), 3, -1, 1, random);
    Graph forward = Derivatives.jacobian(f, 0, 0, DerivativeMode.FORWARD);
    Graph reverse = Derivatives.jacobian(f, 0, 0, DerivativeMode.REVERSE);
    double[] byForward = GraphRun.run(forward, 3, at)[0];
    double[] byReverse = GraphRun.run(reverse, 3, at)[0];
    assertArrayEquals(byForward, byReverse, 1e-14);
    assertArrayEquals(byForward, GraphRun.run(Pipeline.standard().apply(forward), 3, at)[0]);
    assertArrayEquals(byReverse, GraphRun.run(Pipeline.standard().apply(reverse), 3, at)[0]);
    boolean scans =
        forward.equations().stream().anyMatch(equation -> equation.op() instanceof Op.Scan);
    assertEquals(size > DirectionSweep.UNROLLED, scans);
    Graph jvp = ForwardMode.jvp(f, List.of(0));
    for (int column = 0; column < size; column++) {
      double[] unit = new double[3 * size];
      IntStream.range(3 * column, 3 * column + 3).forEach(k -> unit[k] = 1);
      double[] tangent = GraphRun.run(jvp, 3, at[0], unit)[1];
      for (int row = 0; row < size; row++) {
        for (int l = 0; l < 3; l++) {
          assertEquals(tangent[3 * row + l], byForward[3 * (row * size + column) + l]);
        }
      }
    }
  }

  @Test
  void theGraphDoesNotGrowWithTheDirections() {
    int small =
        Derivatives.jacobian(graph(lane(20), x -> x.tanh().times(x)), 0, 0).equations().size();
    int large =
        Derivatives.jacobian(graph(lane(500), x -> x.tanh().times(x)), 0, 0).equations().size();
    assertEquals(small, large);
  }

  // Sum of x_i x_j x_k c_ijk with a symmetric c: all orders up to the third in closed form, through
  // scans (n = 9) and written out (n = 3), in every nesting.
  @ParameterizedTest
  @ValueSource(ints = {3, 9})
  void thirdDerivativesOfACube(int n) {
    // f = (sum k x_k)^3: f_i = 3 i s^2, f_ij = 6 i j s, f_ijk = 6 i j k.
    double[] k = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
    Graph f =
        graph(shared(n), x -> x.tracer().constant(Literal.of(TensorType.f64(n), k)).dot(x).pow(3));
    double[] at = new double[n];
    at[0] = 2;
    at[1] = -0.5;
    double[] third = new double[n * n * n];
    for (int i = 0; i < third.length; i++) {
      third[i] = 6 * k[i / n / n] * k[i / n % n] * k[i % n];
    }
    Graph hessian = Derivatives.hessian(f, 0);
    for (DerivativeMode outer : DerivativeMode.values()) {
      assertArrayEquals(third, only(Derivatives.jacobian(hessian, 0, 0, outer), at), "" + outer);
    }
    Graph gradient = Derivatives.jacobian(f, 0, 0, DerivativeMode.FORWARD);
    for (DerivativeMode inner : DerivativeMode.values()) {
      Graph second = Derivatives.jacobian(gradient, 0, 0, inner);
      for (DerivativeMode outer : DerivativeMode.values()) {
        assertArrayEquals(
            third, only(Derivatives.jacobian(second, 0, 0, outer), at), inner + " " + outer);
      }
    }
  }

  // d^3/dx^3 of a handful of functions, in every order of modes.
  @Test
  void thirdDerivativesInClosedForm() {
    double x = 0.75;
    double t = Math.tanh(x);
    check3("sin", Tensor::sin, x, -Math.cos(x));
    check3("exp", Tensor::exp, x, Math.exp(x));
    check3("log", Tensor::log, x, 2 / (x * x * x));
    check3("sqrt", Tensor::sqrt, x, 0.375 * Math.pow(x, -2.5));
    check3("tanh", Tensor::tanh, x, (1 - t * t) * (6 * t * t - 2));
    check3("1/x", a -> a.scalar(1).dividedBy(a), x, -6 / Math.pow(x, 4));
    check3("x^2.5", a -> a.pow(2.5), x, 1.875 / Math.sqrt(x));
    check3("x^x", a -> a.binary(BinaryFunction.POWER, a), x, powerThird(x));
  }

  private static double powerThird(double x) {
    double u = Math.log(x) + 1;
    return Math.pow(x, x) * (u * u * u + 3 * u / x - 1 / (x * x));
  }

  private static void check3(
      String name, Function<Tensor, Tensor> function, double x, double expected) {
    Graph f = graph(shared(), function);
    for (int modes = 0; modes < 8; modes++) {
      Graph derivative = f;
      for (int order = 0; order < 3; order++) {
        DerivativeMode mode =
            (modes >> order & 1) == 0 ? DerivativeMode.FORWARD : DerivativeMode.REVERSE;
        derivative = Derivatives.jacobian(derivative, 0, 0, mode);
      }
      double found = only(derivative, new double[] {x})[0];
      assertEquals(expected, found, 1e-13 * Math.abs(expected), name + ", modes " + modes);
    }
  }

  // x^p at x = 2, p = 0, an exponent as it may begin: p (p - 1) x^(p - 2), x^(p - 1) (1 + p log x),
  // x^p (log x)^2.
  @Test
  void secondDerivativesOfAPowerWhoseExponentIsZero() {
    Graph f = graph(shared(2), x -> x.get(0).binary(BinaryFunction.POWER, x.get(1)));
    double log = Math.log(2);
    double[] expected = {0, 0.5, 0.5, log * log};
    for (DerivativeMode inner : DerivativeMode.values()) {
      Graph gradient = Derivatives.jacobian(f, 0, 0, inner);
      for (DerivativeMode outer : DerivativeMode.values()) {
        double[] found = only(Derivatives.jacobian(gradient, 0, 0, outer), new double[] {2, 0});
        assertArrayEquals(expected, found, 1e-15, inner + " " + outer);
      }
    }
  }

  /// The slope of a constant is 0, also where powers below it have none.
  @Test
  void fourthDerivativesOfASquareAtZero() {
    for (int modes = 0; modes < 16; modes++) {
      Graph derivative = graph(shared(), x -> x.pow(2));
      for (int order = 0; order < 4; order++) {
        DerivativeMode mode = DerivativeMode.values()[modes >> order & 1];
        derivative = Derivatives.jacobian(derivative, 0, 0, mode);
      }
      assertEquals(0, Math.abs(only(derivative, new double[] {0})[0]), "modes " + modes);
    }
  }

  @Test
  void productsWithTheHessian() {
    Graph f =
        graph(
            List.of(shared(3), shared(2), lane(3)),
            in ->
                in.get(0)
                    .times(in.get(2))
                    .tanh()
                    .sum()
                    .times(in.get(1).get(0))
                    .plus(in.get(1).pow(3).sum())
                    .laneSum());
    Random random = new Random(2);
    double[][] at = GraphRun.random(f.inputs(), 4, -1, 1, random);
    double[] v0 = random.doubles(3, -1, 1).toArray();
    double[] v1 = random.doubles(2, -1, 1).toArray();
    double[][] products =
        GraphRun.run(
            Derivatives.hvp(f, List.of(0, 1)), 4, GraphRun.join(at, new double[][] {v0, v1}));
    double[][] h0 = {hessian(f, 0, 0, at), hessian(f, 0, 1, at)};
    double[][] h1 = {hessian(f, 1, 0, at), hessian(f, 1, 1, at)};
    assertArrayEquals(plus(times(h0[0], v0), times(h0[1], v1)), products[0], 1e-14);
    assertArrayEquals(plus(times(h1[0], v0), times(h1[1], v1)), products[1], 1e-14);
  }

  private static double[] hessian(Graph f, int first, int second, double[][] at) {
    return GraphRun.run(Derivatives.hessian(f, first, second), 4, at)[0];
  }

  private static double[] times(double[] matrix, double[] x) {
    double[] y = new double[matrix.length / x.length];
    for (int i = 0; i < matrix.length; i++) {
      y[i / x.length] += matrix[i] * x[i % x.length];
    }
    return y;
  }

  private static double[] plus(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
  }

  @Test
  void anUnusedInputHasZeroDerivatives() {
    Graph f = graph(List.of(shared(2), shared(12)), in -> in.get(0).pow(2).sum());
    double[][] at = {{1, 2}, new double[12]};
    assertArrayEquals(new double[12], only(Derivatives.gradient(f, 1), at));
    assertArrayEquals(new double[144], only(Derivatives.hessian(f, 1), at));
    assertArrayEquals(new double[24], only(Derivatives.hessian(f, 0, 1), at));
    assertArrayEquals(new double[12], only(Derivatives.diagonalHessian(f, 1), at));
  }

  @Test
  void emptyTensorsHaveEmptyJacobians() {
    Graph f = graph(shared(0), x -> x.pow(2));
    assertArrayEquals(new double[0], only(Derivatives.jacobian(f, 0, 0), new double[0]));
  }

  @Test
  void singlePrecisionStaysSingle() {
    ValueType f32 = new ValueType(new TensorType(DType.F32, Shape.of(12)), Scope.PER_LANE);
    Graph f = graph(f32, x -> x.tanh().sum());
    Graph hessian = Derivatives.hessian(f, 0);
    assertEquals(DType.F32, hessian.outputs().getFirst().type().dtype());
    double[][] at = GraphRun.random(f.inputs(), 1, -1, 1, new Random(1));
    double[] found = only(hessian, at);
    for (int i = 0; i < 144; i++) {
      double t = Math.tanh(at[0][i % 12]);
      double expected = i % 13 == 0 ? -2 * t * (1 - t * t) : 0;
      assertEquals((float) found[i], found[i]);
      assertEquals(expected, found[i], 3e-7);
    }
  }

  @ParameterizedTest
  @EnumSource
  void loopsGoEitherWay(DerivativeMode mode) {
    Graph condition = graph(List.of(lane()), in -> in.get(0).compare(Comparison.LT, 10));
    Graph body = graph(List.of(lane()), in -> in.get(0).times(2));
    Graph f = graph(lane(), x -> x.tracer().apply1(new Op.While(condition, body, 0), x));
    Graph jacobian = Derivatives.jacobian(f, 0, 0, mode);
    assertArrayEquals(
        new double[] {16, 4, 1}, GraphRun.run(jacobian, 3, new double[] {1, 3, 12})[0]);
  }

  // A Jacobian of 20 columns would be taken backwards if it did not go through a loop.
  @Test
  void loopsGoForwardUnlessThatTakesManySweeps() {
    for (int columns : new int[] {12, 40}) {
      List<ValueType> types = List.of(lane(columns), lane());
      Graph condition =
          graph(types, in -> in.get(1).compare(Comparison.LT, in.get(0).sum().times(0).plus(10)));
      Graph body = graph(types, in -> in.get(1).plus(in.get(0).times(in.get(0)).sum()));
      Graph f =
          graph(
              lane(columns),
              x ->
                  x.tracer()
                      .apply1(
                          new Op.While(condition, body, 1),
                          x,
                          x.tracer().apply1(new Op.LaneBroadcast(), x.scalar(0))));
      double[] at = new double[columns];
      Arrays.fill(at, Math.sqrt(3.0 / columns));
      double[] slopes = new double[columns];
      Arrays.fill(slopes, 4 * 2 * at[0]);
      assertArrayEquals(slopes, only(Derivatives.jacobian(f, 0, 0), at), 1e-14);
    }
  }

  @Test
  void badArgumentsAreNamed() {
    Graph f = graph(List.of(shared(2)), in -> in.get(0).compare(Comparison.LT, 1));
    assertTrue(message(() -> Derivatives.jacobian(f, 0, 0)).contains("output 0"));
    assertTrue(message(() -> Derivatives.jacobian(f, 1, 0)).contains("no input 1"));
    assertTrue(message(() -> Derivatives.gradient(f, 0)).contains("are not one scalar"));
    assertTrue(message(() -> Derivatives.hvp(f, List.of(0))).contains("are not one scalar"));
    Graph g = graph(List.of(shared(2)), in -> in.get(0).exp());
    Literal rows = Literal.filled(TensorType.f64(1, 3), 1);
    assertTrue(
        message(() -> Derivatives.products(g, 0, 0, DerivativeMode.FORWARD, rows))
            .contains("rows of length 2"));
  }

  private static String message(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
