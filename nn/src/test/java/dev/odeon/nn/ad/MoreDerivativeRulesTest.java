package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.DerivativeRulesTest.lane;
import static dev.odeon.nn.ad.DerivativeRulesTest.shared;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Convolution;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Pooling;
import dev.odeon.nn.trace.Reductions;
import dev.odeon.nn.trace.Softmax;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// The checks of [DerivativeRulesTest] for primitives of indexing, linear algebra and convolution.
class MoreDerivativeRulesTest {
  private static List<DerivativeRulesTest.Case> cases() {
    List<DerivativeRulesTest.Case> cases = new ArrayList<>();
    indexing(cases);
    reductions(cases);
    linear(cases);
    convolutions(cases);
    pooling(cases);
    return cases;
  }

  private static void indexing(List<DerivativeRulesTest.Case> cases) {
    cases.add(
        DerivativeRulesTest.of(
            "gather",
            List.of(shared(3, 2), lane(4, 2)),
            -1,
            1,
            x -> x.get(0).exp().gather(picks(x.get(0))).times(x.get(1))));
    cases.add(
        DerivativeRulesTest.of(
            "gather by lane",
            List.of(shared(3, 2), lane(2)),
            0.1,
            0.9,
            x -> x.get(0).sin().gather(whole(x.get(1).times(3))).times(x.get(1).get(0))));
    cases.add(
        DerivativeRulesTest.of(
            "scatter_add",
            List.of(shared(3, 2), lane(4, 2)),
            -1,
            1,
            x -> x.get(0).scatterAdd(picks(x.get(0)), x.get(1).sin()).exp()));
    cases.add(
        DerivativeRulesTest.of(
            "scatter_add by lane",
            List.of(lane(2), shared(2, 2), lane(3, 2)),
            0.1,
            0.9,
            x -> x.get(2).scatterAdd(whole(x.get(0).times(3)), x.get(1)).exp()));
    cases.add(
        DerivativeRulesTest.of(
            "reverse",
            List.of(lane(2, 3), shared(2, 3)),
            -1,
            1,
            x -> x.get(0).reverse(0, 1).times(x.get(1).reverse(1)).times(x.get(0))));
    cases.add(
        DerivativeRulesTest.of(
            "cumulative_sum",
            List.of(lane(2, 3), shared(2, 3)),
            -1,
            1,
            x -> x.get(0).times(x.get(1)).cumulativeSum(1).sin().cumulativeSum(0)));
  }

  private static void reductions(List<DerivativeRulesTest.Case> cases) {
    cases.add(
        DerivativeRulesTest.of(
            "logSumExp",
            List.of(lane(2, 3), shared(2, 3)),
            -2,
            2,
            x -> Reductions.logSumExp(x.get(0).times(x.get(1)), 1).sin()));
    cases.add(
        DerivativeRulesTest.of(
            "softmax", List.of(lane(2, 3)), -2, 2, x -> Softmax.softmax(x.get(0), 0).sin()));
    cases.add(
        DerivativeRulesTest.of(
            "logSoftmax", List.of(lane(2, 3)), -2, 2, x -> Softmax.logSoftmax(x.get(0), 1).sin()));
    cases.add(
        DerivativeRulesTest.of(
            "variance", List.of(lane(2, 3)), -2, 2, x -> Reductions.variance(x.get(0), 1).sqrt()));
    for (int[] axes : new int[][] {{0}, {0, 2}, {1}, {0, 1, 2}, {2}}) {
      cases.add(
          DerivativeRulesTest.of(
              "product over " + Arrays.toString(axes),
              List.of(lane(5, 3, 1)),
              -2,
              2,
              x -> Reductions.product(x.get(0), axes).sin()));
    }
    cases.add(
        DerivativeRulesTest.of(
            "matmul",
            List.of(lane(2, 3, 4), shared(2, 4, 2)),
            -1,
            1,
            x -> x.get(0).matmul(x.get(1))));
    cases.add(
        DerivativeRulesTest.of(
            "stack",
            List.of(lane(2), shared(2)),
            -1,
            1,
            x -> {
              Tensor stacked = Tensor.stack(List.of(x.get(0), x.get(1), x.get(0)));
              return stacked.times(stacked).sum(1);
            }));
  }

  private static void linear(List<DerivativeRulesTest.Case> cases) {
    cases.add(
        DerivativeRulesTest.of(
            "lu_factor",
            List.of(lane(3, 3)),
            -1,
            1,
            x -> LuFactors.of(mixed(x.get(0))).factors().sin()));
    for (MatrixForm form : MatrixForm.values()) {
      cases.add(
          DerivativeRulesTest.of(
              "lu_solve " + form,
              List.of(shared(3, 3), lane(3)),
              -1,
              1,
              x -> LuFactors.of(mixed(x.get(0))).solve(x.get(1), form)));
      cases.add(
          DerivativeRulesTest.of(
              "lu_solve of a matrix, " + form,
              List.of(lane(3, 3), shared(3, 2)),
              -1,
              1,
              x -> LuFactors.of(mixed(x.get(0))).solve(x.get(1), form)));
      cases.add(
          DerivativeRulesTest.of(
              "lu_solve of its own factors, " + form,
              List.of(lane(3, 3), lane(3)),
              0.5,
              1,
              x -> {
                Tensor pivots = LuFactors.of(mixed(x.get(0)).stopGradient()).pivots();
                return new LuFactors(x.get(0), pivots).solve(x.get(1), form);
              }));
    }
    for (MatrixForm form : MatrixForm.values()) {
      cases.add(
          DerivativeRulesTest.of(
              "sparse_lu_solve " + form,
              List.of(shared(5), lane(3)),
              -1,
              1,
              x -> sparse(x.get(0)).solve(x.get(1), form)));
      cases.add(
          DerivativeRulesTest.of(
              "sparse_lu_solve of a matrix, " + form,
              List.of(lane(5), shared(3, 2)),
              -1,
              1,
              x -> sparse(x.get(0)).solve(x.get(1), form)));
    }
    cases.add(
        DerivativeRulesTest.of(
            "refined sparse solution",
            List.of(lane(5), lane(3)),
            -1,
            1,
            x -> sparse(x.get(0)).refined(x.get(1))));
    cases.add(
        DerivativeRulesTest.of(
            "inverse of a lane, of shared columns",
            List.of(lane(2, 2), shared(2)),
            0.2,
            1,
            x -> x.get(0).plus(x.get(0).tracer().constant(eye(2))).solve(x.get(1))));
    cases.add(
        DerivativeRulesTest.of(
            "logAbsDeterminant",
            List.of(lane(3, 3)),
            -1,
            1,
            x -> LuFactors.of(mixed(x.get(0))).logAbsDeterminant()));
  }

  /// `[4 + x0, x1, 0; x2, 4 + x3, 0; 0, 0, 4 + x4]`.
  private static SparseLuFactors sparse(Tensor x) {
    int[] rows = {0, 0, 1, 1, 2};
    int[] columns = {0, 1, 0, 1, 2};
    Literal diagonal = Literal.of(TensorType.f64(5), 4, 0, 0, 4, 4);
    return SparseLuFactors.of(
        SparseElimination.of(3, rows, columns), x.plus(x.tracer().constant(diagonal)));
  }

  /// Well conditioned, and in need of pivoting: the rows of a dominant diagonal in another order.
  private static Tensor mixed(Tensor x) {
    Literal rows = Literal.of(TensorType.f64(3, 3), 0, 4, 0, 0, 0, 5, 4, 0, 0);
    return x.plus(x.tracer().constant(rows));
  }

  private static Literal eye(int n) {
    double[] elements = new double[n * n];
    for (int i = 0; i < n; i++) {
      elements[i * n + i] = 2;
    }
    return Literal.of(TensorType.f64(n, n), elements);
  }

  private static void convolutions(List<DerivativeRulesTest.Case> cases) {
    Convolution line = Convolution.of(1);
    convolution(cases, line, lane(1, 5), shared(2, 1, 2));
    convolution(cases, line.withPadding(3), lane(2, 4), shared(2, 2, 2));
    convolution(cases, line.withStride(2), shared(2, 6), lane(4, 1, 3), 2);
    convolution(cases, line.withStride(3).withKernelDilation(2), lane(2, 9), shared(1, 2, 3));
    convolution(cases, line.withInputDilation(2).withStride(3), lane(1, 5), shared(1, 1, 2));
    convolution(cases, line.withPadding(List.of(-1), List.of(2)), lane(1, 5), shared(1, 1, 3));
    Convolution plane = Convolution.of(2);
    convolution(
        cases,
        plane.withStride(2, 1).withPadding(List.of(1, 0), List.of(0, 2)).withKernelDilation(1, 2),
        lane(4, 4, 3),
        shared(6, 2, 3, 2),
        2);
    convolution(
        cases,
        plane.withInputDilation(2, 3).withPadding(2, 1).withStride(1, 2),
        lane(3, 2, 2),
        shared(3, 1, 2, 3),
        3);
    convolution(
        cases, Convolution.of(3).withStride(1, 2, 1), lane(1, 2, 3, 2), shared(2, 1, 2, 2, 1));
  }

  private static void convolution(
      List<DerivativeRulesTest.Case> cases, Convolution how, ValueType x, ValueType kernel) {
    convolution(cases, how, x, kernel, 1);
  }

  private static void convolution(
      List<DerivativeRulesTest.Case> cases,
      Convolution how,
      ValueType x,
      ValueType kernel,
      int groups) {
    Convolution grouped = how.withGroups(groups);
    cases.add(
        DerivativeRulesTest.of(
            grouped + " of " + x + " and " + kernel,
            List.of(x, kernel),
            -1,
            1,
            in -> grouped.apply(in.get(0).sin(), in.get(1)).sin()));
  }

  private static void pooling(List<DerivativeRulesTest.Case> cases) {
    List<Pooling> windows =
        List.of(
            Pooling.of(2, 2),
            Pooling.of(3, 2).withStride(1, 1).withPadding(1, 0),
            Pooling.of(2, 3).withStride(3, 2).withPadding(1, 2),
            Pooling.of(1, 2).withStride(2, 3));
    for (Pooling window : windows) {
      cases.add(
          DerivativeRulesTest.of(
              "max " + window,
              List.of(lane(2, 4, 5), shared()),
              -1,
              1,
              x -> window.max(x.get(0).sin().times(x.get(1))).exp()));
      cases.add(
          DerivativeRulesTest.of(
              "mean " + window,
              List.of(shared(1, 4, 5), lane()),
              -1,
              1,
              x -> window.mean(x.get(0).sin().times(x.get(1))).exp()));
    }
  }

  private static Tensor picks(Tensor x) {
    TensorType type = new TensorType(DType.I32, Shape.of(4));
    return x.tracer().constant(Literal.ofIntegers(type, 2, 0, 2, 7));
  }

  private static Tensor whole(Tensor x) {
    return x.tracer().apply1(new Op.Convert(DType.I64), x);
  }

  @TestFactory
  Stream<DynamicTest> forwardModeAgreesWithCentralDifferences() {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> DerivativeRulesTest.forward(c)));
  }

  @TestFactory
  Stream<DynamicTest> reverseModeIsTheTransposeOfForwardMode() {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> DerivativeRulesTest.reverse(c)));
  }

  @TestFactory
  Stream<DynamicTest> secondDerivativesAgreeWithDifferencesOfGradients() {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> DerivativeRulesTest.second(c)));
  }

  /// Of a fifth of them; all of them by night.
  @TestFactory
  Stream<DynamicTest> thirdDerivativesAgreeWithDifferences() {
    List<DerivativeRulesTest.Case> all = cases();
    return IntStream.range(0, all.size())
        .filter(i -> i % 5 == 1)
        .mapToObj(all::get)
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> DerivativeRulesTest.third(c, 7, 1)));
  }

  @TestFactory
  @Tag("nightly")
  Stream<DynamicTest> thirdDerivativesAgreeInEveryNesting() {
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(), () -> DerivativeRulesTest.third(c, 0, 1, 2, 3, 4, 5, 6, 7)));
  }
}
