package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.check.GradientCheck;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private static final List<TensorType> MATRIX = List.of(TensorType.f64(2, 3));
  private static final double[] COUNT = {1, 2, 3, 4, 5, 6};
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static double[] of(Function<Tensor, Tensor> body, double... x) {
    return Evaluation.of(
        x.length == 6 ? MATRIX : List.of(TensorType.f64(x.length)), t -> body.apply(t.get(0)), x);
  }

  @Test
  void eachReductionOverEachAxis() {
    assertArrayEquals(new double[] {6, 15}, of(x -> Reductions.sum(x, 1), COUNT));
    assertArrayEquals(new double[] {5, 7, 9}, of(x -> x.sum(0), COUNT));
    assertArrayEquals(new double[] {21}, of(x -> x.sum(1, 0), COUNT));
    assertArrayEquals(new double[] {6, 120}, of(x -> Reductions.product(x, 1), COUNT));
    assertArrayEquals(new double[] {4, 5, 6}, of(x -> Reductions.max(x, 0), COUNT));
    assertArrayEquals(new double[] {1}, of(x -> Reductions.min(x), COUNT));
    assertArrayEquals(new double[] {2, 5}, of(x -> Reductions.mean(x, 1), COUNT));
    assertArrayEquals(new double[] {3.5}, of(x -> Reductions.mean(x), COUNT));
    assertArrayEquals(new double[] {2.25, 2.25, 2.25}, of(x -> Reductions.variance(x, 0), COUNT));
    // (n^2 - 1) / 12 for the numbers 1 to n.
    assertArrayEquals(new double[] {35.0 / 12}, of(x -> Reductions.variance(x), COUNT), 1e-15);
  }

  @Test
  void theGradientOfAProductTakesZeros() {
    ValueType type = new ValueType(TensorType.f64(4), Scope.SHARED);
    Graph product =
        Tracer.trace("product", List.of(type), x -> List.of(Reductions.product(x.getFirst())));
    Graph gradient = ReverseMode.vjp(product, List.of(0));
    double[][] out = {new double[1], new double[4]};
    new ReferenceBackend().compile(gradient).run(new double[][] {{2, 0, 3, 5}, {1}}, out, 1);
    assertArrayEquals(new double[] {0, 30, 0, 0}, out[1]);
    GradientCheck.check(gradient, new double[][] {{2, 0, 3, 5}, {1}}, 1).require(1e-10);
    GradientCheck.check(gradient, new double[][] {{0, 0, 3, 5}, {1}}, 1).require(1e-10);
  }

  @Test
  void varianceOfCloseNumbersDoesNotCancel() {
    double[] y = of(x -> Reductions.variance(x), 1e9 + 1, 1e9 + 2, 1e9 + 3);
    assertEquals(2.0 / 3, y[0], 1e-15);
  }

  @Test
  void logSumExpNeitherOverflowsNorLosesInfinities() {
    assertEquals(Math.log(3), of(x -> Reductions.logSumExp(x), 0, 0, 0)[0], Math.ulp(1.0));
    assertEquals(1000 + Math.log(2), of(x -> Reductions.logSumExp(x), 1000, 1000)[0]);
    assertEquals(-1000 + Math.log(2), of(x -> Reductions.logSumExp(x), -1000, -1000)[0]);
    assertEquals(1, of(x -> Reductions.logSumExp(x), 1, -INFINITY)[0]);
    assertEquals(-INFINITY, of(x -> Reductions.logSumExp(x), -INFINITY, -INFINITY)[0]);
    assertEquals(INFINITY, of(x -> Reductions.logSumExp(x), 3, INFINITY)[0]);
    assertEquals(Double.NaN, of(x -> Reductions.logSumExp(x), 3, Double.NaN)[0]);
  }

  @Test
  void softmaxHasItsPublishedCrossEntropy() {
    // Flux's example in single precision, where probabilities are kept from 0 by the distance from
    // 1
    // to the next float: columns (-7, -6, -5), ... (5, 6, 7) with labels 0, 1, 2, 1, 0.
    double[] scores = IntStream.rangeClosed(-7, 7).asDoubleStream().toArray();
    List<TensorType> type = List.of(TensorType.f64(5, 3));
    double[] p = Evaluation.of(type, x -> Softmax.softmax(x.get(0), 1), scores);
    double[] logs = Evaluation.of(type, x -> Softmax.logSoftmax(x.get(0), 1), scores);
    int[] labels = {0, 1, 2, 1, 0};
    double entropy = 0;
    for (int i = 0; i < 5; i++) {
      entropy -= Math.log(p[3 * i + labels[i]] + Math.ulp(1f)) / 5;
      assertEquals(1, p[3 * i] + p[3 * i + 1] + p[3 * i + 2], 1e-15);
      assertEquals(Math.log(p[3 * i]), logs[3 * i], 1e-15);
    }
    assertEquals(1.6076053, entropy, 2 * Math.ulp(1.6f));
  }

  @Test
  void softmaxOfLargeNumbersIsFinite() {
    assertArrayEquals(
        new double[] {0.5, 0.5, 0}, of(x -> Softmax.softmax(x), 1000, 1000, -INFINITY));
    assertArrayEquals(
        new double[] {0, -2000, -INFINITY}, of(x -> Softmax.logSoftmax(x), 1000, -1000, -INFINITY));
  }

  @Test
  void conveniencesMoveElementsWhereTheySay() {
    assertArrayEquals(
        new double[] {22, 28, 49, 64},
        of(x -> x.matmul(x.reshape(Shape.of(3, 2))), COUNT),
        "matrix product");
    assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, of(x -> x.transpose(1, 0), COUNT));
    assertArrayEquals(
        new double[] {1, 2, 1, 1, 2, 2},
        of(
            x -> {
              Tensor ones = x.scalar(1).broadcast(x.shape());
              return Tensor.stack(List.of(x, ones, x.get(1).broadcast(x.shape())));
            },
            1,
            2));
    assertArrayEquals(
        new double[] {0, 2, 3},
        of(x -> x.where(x.compare(Comparison.GT, 1), x.scalar(0)), 1, 2, 3));
  }

  @Test
  void complaintsNameTheShapes() {
    complains(
        "matmul: shapes [2x3] and [2x3] are not those of two matrices, or equal stacks of them,"
            + " that can be multiplied",
        x -> x.matmul(x));
    complains("reduce: axes [2] do not ascend within shape [2x3]", x -> Reductions.max(x, 2));
    complains(
        "concatenate: operands of types [f64[1x2x3], f64[1]] do not fit along axis 0",
        x -> Tensor.stack(List.of(x, x.sum())));
    complains("stack: no slices", x -> Tensor.stack(List.of()));
  }

  private static void complains(String message, Function<Tensor, Tensor> body) {
    List<ValueType> type = List.of(new ValueType(MATRIX.getFirst(), Scope.PER_LANE));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", type, x -> List.of(body.apply(x.getFirst()))));
    assertEquals(message, e.getMessage());
  }
}
