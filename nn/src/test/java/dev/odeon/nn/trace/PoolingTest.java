package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PoolingTest {
  /// The table of NNlib: 1 to 20 down the columns of a 5 x 4 matrix.
  private static double[] plane(Function<Tensor, Tensor> body) {
    double[] x = new double[20];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 4; j++) {
        x[4 * i + j] = 1 + i + 5 * j;
      }
    }
    return Evaluation.of(List.of(TensorType.f64(1, 5, 4)), t -> body.apply(t.get(0)), x);
  }

  @Test
  void maxima() {
    Pooling pool = Pooling.of(2, 2);
    assertArrayEquals(new double[] {7, 17, 9, 19}, plane(pool::max));
    assertArrayEquals(
        new double[] {7, 12, 17, 8, 13, 18, 9, 14, 19, 10, 15, 20},
        plane(pool.withStride(1, 1)::max));
    assertArrayEquals(
        new double[] {1, 11, 16, 3, 13, 18, 5, 15, 20}, plane(pool.withPadding(1, 1)::max));
  }

  @Test
  void meansCountPaddingAsZeros() {
    Pooling pool = Pooling.of(2, 2);
    assertArrayEquals(new double[] {4, 14, 6, 16}, plane(pool::mean));
    assertArrayEquals(
        new double[] {0.25, 4.25, 4, 1.25, 10, 8.75, 2.25, 12, 9.75},
        plane(pool.withPadding(1, 1)::mean));
    assertArrayEquals(new double[] {16, 56, 24, 64}, plane(pool::sum));
  }

  @Test
  void sumsOfFloatsAreFloats() {
    double[] y =
        Evaluation.of(
            List.of(new TensorType(DType.F32, Shape.of(1, 3))),
            t -> Pooling.of(3).sum(t.get(0)),
            new double[] {0.1f, 0.2f, 0.3f});
    assertEquals((0.1f + 0.2f) + 0.3f, y[0]);
  }

  @Test
  void aNaNWins() {
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(1, 4)),
            t -> Pooling.of(2).max(t.get(0)),
            new double[] {1, Double.NaN, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY});
    assertArrayEquals(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, y);
  }

  @Test
  void theFirstLargestElementTakesTheWholeGradient() {
    ValueType type = new ValueType(TensorType.f64(1, 5), Scope.SHARED);
    Graph graph =
        Tracer.trace(
            "f", List.of(type), t -> List.of(Pooling.of(3).withStride(2).max(t.get(0)).sum()));
    double[][] out = {new double[1], new double[5]};
    new ReferenceBackend()
        .compile(ReverseMode.valueAndGradient(graph, List.of(0)))
        .run(new double[][] {{2, 2, 1, 1, 1}}, out, 1);
    assertEquals(3, out[0][0]);
    assertArrayEquals(new double[] {1, 0, 1, 0, 0}, out[1]);
  }

  @Test
  void complaintsNameShapesAndAttributes() {
    complains(
        "reduce_window: padding 2, 2 is negative or as wide as the window of 2",
        Pooling.of(2).withPadding(2)::max);
    complains(
        "reduce_window: attribute [1, 2, 2] does not name each axis of shape [1x4]",
        Pooling.of(2, 2)::max);
    complains("reduce_window: window [1, 0] is empty", Pooling.of(0)::sum);
    complains("reduce_window: stride 0 is not positive", Pooling.of(2).withStride(0)::sum);
    complains(
        "reduce_window: a window of 5 does not fit into the 4 elements, padding included, of window"
            + " axis 1",
        Pooling.of(5)::mean);
    complains(
        "reduce_window: operand of type i1[1x4] is not a number",
        x -> Pooling.of(2).max(x.tracer().apply1(new Op.Convert(DType.BOOL), x)));
  }

  private static void complains(String message, Function<Tensor, Tensor> body) {
    List<ValueType> type = List.of(new ValueType(TensorType.f64(1, 4), Scope.PER_LANE));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", type, x -> List.of(body.apply(x.getFirst()))));
    assertEquals(message, e.getMessage());
  }
}
