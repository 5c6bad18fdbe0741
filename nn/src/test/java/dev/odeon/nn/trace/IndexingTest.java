package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexingTest {
  private static final double[] COUNT = {1, 2, 3, 4, 5, 6};

  private static Tensor whole(Tensor x, DType type, Shape shape, long... numbers) {
    return x.tracer().constant(Literal.ofIntegers(new TensorType(type, shape), numbers));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"I32", "I64"})
  void gatherTakesSlicesAndMovesOutsideIndicesIn(DType type) {
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(3, 2)),
            x -> x.get(0).gather(whole(x.get(0), type, Shape.of(4), 2, 0, 9, -5)),
            COUNT);
    assertArrayEquals(new double[] {5, 6, 1, 2, 5, 6, 1, 2}, y);
  }

  @Test
  void anIndexOfAnyShapeGivesItsShape() {
    double[] row =
        Evaluation.of(
            List.of(TensorType.f64(3, 2)),
            x -> {
              Tensor slice = x.get(0).gather(whole(x.get(0), DType.I32, Shape.SCALAR, 1));
              assertEquals(Shape.of(2), slice.shape());
              return slice;
            },
            COUNT);
    assertArrayEquals(new double[] {3, 4}, row);
  }

  @Test
  void gatherReadsWholeNumbersToo() {
    TensorType type = new TensorType(DType.I64, Shape.of(2));
    double[] big = {Double.longBitsToDouble(Long.MAX_VALUE), Double.longBitsToDouble(7)};
    double[] y =
        Evaluation.of(
            List.of(type), x -> x.get(0).gather(whole(x.get(0), DType.I64, Shape.of(1), 1)), big);
    assertEquals(7, Double.doubleToRawLongBits(y[0]));
  }

  @Test
  void scatterAddsInOrderOfPosition() {
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(3), TensorType.f64(4)),
            x -> x.get(0).scatterAdd(whole(x.get(0), DType.I32, Shape.of(4), 1, 1, 1, 8), x.get(1)),
            new double[] {10, 1, 20},
            new double[] {1e16, -1e16, 5, 2});
    // (1 + 1e16) rounds to 1e16: the one is lost before the five comes.
    assertArrayEquals(new double[] {10, 5, 22}, y);
  }

  @Test
  void reverseTurnsTheNamedAxes() {
    List<TensorType> type = List.of(TensorType.f64(2, 3));
    assertArrayEquals(
        new double[] {4, 5, 6, 1, 2, 3}, Evaluation.of(type, x -> x.get(0).reverse(0), COUNT));
    assertArrayEquals(
        new double[] {3, 2, 1, 6, 5, 4}, Evaluation.of(type, x -> x.get(0).reverse(1), COUNT));
    assertArrayEquals(
        new double[] {6, 5, 4, 3, 2, 1}, Evaluation.of(type, x -> x.get(0).reverse(1, 0), COUNT));
    assertArrayEquals(
        COUNT, Evaluation.of(type, x -> x.get(0).reverse(1).reverse(1), COUNT), "twice is none");
  }

  @Test
  void aReversedConstantIsFoldedRight() {
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(2, 3)),
            x ->
                x.get(0)
                    .times(
                        x.get(0)
                            .tracer()
                            .constant(Literal.of(TensorType.f64(2, 3), COUNT))
                            .reverse(1)),
            new double[] {1, 1, 1, 1, 1, 1});
    assertArrayEquals(new double[] {3, 2, 1, 6, 5, 4}, y);
  }

  @Test
  void cumulativeSumsAscend() {
    List<TensorType> type = List.of(TensorType.f64(2, 3));
    assertArrayEquals(
        new double[] {1, 3, 6, 4, 9, 15},
        Evaluation.of(type, x -> x.get(0).cumulativeSum(1), COUNT));
    assertArrayEquals(
        new double[] {1, 2, 3, 5, 7, 9},
        Evaluation.of(type, x -> x.get(0).cumulativeSum(0), COUNT));
    double[] order =
        Evaluation.of(
            List.of(TensorType.f64(4)),
            x -> x.get(0).cumulativeSum(0),
            new double[] {-0.0, 1, 1e16, -1e16});
    assertArrayEquals(new double[] {-0.0, 1, 1e16, 0}, order);
  }

  @Test
  void cumulativeSumsOfFloatsAreFloats() {
    double tenth = 0.1f;
    double[] y =
        Evaluation.of(
            List.of(new TensorType(DType.F32, Shape.of(3))),
            x -> x.get(0).cumulativeSum(0),
            new double[] {tenth, tenth, tenth});
    assertEquals((0.1f + 0.1f) + 0.1f, y[2]);
  }

  @Test
  void clampIsTheNearestNumberInside() {
    double[] y =
        Evaluation.of(
            List.of(TensorType.f64(4)),
            x -> x.get(0).clamp(-1, 2),
            new double[] {-3, 0.5, 7, Double.NaN});
    assertArrayEquals(new double[] {-1, 0.5, 2, Double.NaN}, y);
  }

  @Test
  void complaintsNameWhatDoesNotFit() {
    complains(
        "gather: index of type f64[2] is not made of whole numbers",
        x -> x.gather(x.slice(0, 1).reshape(Shape.of(2))));
    complains(
        "gather: operand of type f64[] has no axis to index",
        x -> x.sum().gather(whole(x, DType.I32, Shape.of(1), 0)));
    complains(
        "gather: operand of type f64[0x2] has no slices",
        x -> x.slice(0, 0).gather(whole(x, DType.I32, Shape.of(1), 0)));
    complains(
        "scatter_add: updates of type f64[3x2] are not the slices of type f64[1x2] that the index"
            + " names",
        x -> x.scatterAdd(whole(x, DType.I32, Shape.of(1), 0), x));
    complains("reverse: axes [2] do not ascend within shape [3x2]", x -> x.reverse(2));
    complains("reverse: axes [1, 1] do not ascend within shape [3x2]", x -> x.reverse(1, 1));
    complains("cumulative_sum: axis -1 is none of shape [3x2]", x -> x.cumulativeSum(-1));
    complains(
        "cumulative_sum: operand of type i1[3x2] is not a number",
        x -> x.tracer().apply1(new Op.Convert(DType.BOOL), x).cumulativeSum(0));
  }

  private static void complains(String message, Function<Tensor, Tensor> body) {
    ValueType type = new ValueType(TensorType.f64(3, 2), Scope.PER_LANE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tracer.trace("f", List.of(type), x -> List.of(body.apply(x.getFirst()))));
    assertEquals(message, e.getMessage());
  }
}
