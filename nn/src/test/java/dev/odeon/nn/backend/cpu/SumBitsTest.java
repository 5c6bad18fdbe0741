package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kernels of sums, scalar and vector, leave the bits of the interpreter.
class SumBitsTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e300,
    -1e300,
    1e-200,
    -1e-200,
    1e-310,
    Double.MIN_VALUE,
    -Double.MIN_VALUE
  };

  /// What stands in the inputs.
  private enum Contents {
    /// Numbers of size one.
    PLAIN,
    /// Zeros of both signs, and numbers whose products underflow.
    TINY,
    /// Numbers now and then infinite, huge, zero or no number.
    SPECIAL;

    double next(Random random) {
      return switch (this) {
        case PLAIN -> random.nextGaussian();
        case TINY ->
            switch (random.nextInt(4)) {
              case 0 -> 0.0;
              case 1 -> -0.0;
              case 2 -> 1e-30;
              default -> -1e-300;
            };
        case SPECIAL ->
            random.nextInt(40) == 0
                ? SumBitsTest.SPECIAL[random.nextInt(SumBitsTest.SPECIAL.length)]
                : random.nextGaussian();
      };
    }
  }

  private static ValueType type(DType type, Scope scope, int... dims) {
    return new ValueType(new TensorType(type, Shape.of(dims)), scope);
  }

  private static Graph trace(List<ValueType> inputs, Function<List<Tensor>, List<Tensor>> body) {
    return Tracer.trace("f", inputs, body);
  }

  private static Tensor dot(
      Tensor x,
      Tensor y,
      List<Integer> left,
      List<Integer> right,
      List<Integer> leftBatch,
      List<Integer> rightBatch) {
    return x.tracer().apply1(new Op.DotGeneral(left, right, leftBatch, rightBatch), x, y);
  }

  private static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private static double[][] run(Executable executable, double[][] inputs, int lanes) {
    double[][] outputs =
        executable.graph().outputs().stream()
            .map(output -> new double[length(output, lanes)])
            .toArray(double[][]::new);
    for (double[] output : outputs) {
      java.util.Arrays.fill(output, 77);
    }
    executable.run(inputs, outputs, lanes);
    return outputs;
  }

  private static void check(Graph graph, int... laneCounts) {
    Plan plan = Plan.of(graph);
    Executable compiled = plan.executable(graph, new CpuBackend()::compileNow);
    Executable measured = Plan.of(graph).executable(graph, new CpuBackend()::compileNow);
    Random coin = new Random(laneCounts.length);
    Executable interpreter = new ReferenceBackend().compile(graph);
    for (int lanes : laneCounts) {
      for (Contents contents : Contents.values()) {
        Random random = new Random(lanes);
        double[][] inputs = new double[graph.inputs().size()][];
        for (int i = 0; i < inputs.length; i++) {
          Value input = graph.inputs().get(i);
          inputs[i] = new double[length(input, lanes)];
          for (int k = 0; k < inputs[i].length; k++) {
            double x = contents.next(random);
            inputs[i][k] =
                switch (input.type().dtype()) {
                  case F32 -> (float) x;
                  case BOOL -> x > -0.5 ? 1 : 0;
                  case F64, I32, I64 -> x;
                };
          }
        }
        double[][] expected = run(interpreter, inputs, lanes);
        for (boolean vectors : new boolean[] {false, true}) {
          plan.decide(vectors);
          double[][] actual = run(compiled, inputs, lanes);
          double[][] chosen = run(measured, inputs, lanes);
          assertArrayEquals(actual, chosen, () -> "chosen tile by tile, unlike vectors: " + graph);
          // What one kind of tile leaves behind the last lane the other may read.
          TileChoices.toss(coin);
          double[][] mixed = run(measured, inputs, lanes);
          assertArrayEquals(
              actual, mixed, () -> "some tiles on vectors, " + lanes + " lanes: " + graph);
          for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < expected[i].length; k++) {
              long e = Double.doubleToLongBits(expected[i][k]);
              long a = Double.doubleToLongBits(actual[i][k]);
              if (e != a) {
                assertEquals(
                    Double.toHexString(expected[i][k]),
                    Double.toHexString(actual[i][k]),
                    "output "
                        + i
                        + "["
                        + k
                        + "], "
                        + lanes
                        + " lanes, "
                        + contents
                        + ", vectors "
                        + vectors
                        + " of "
                        + graph);
              }
            }
          }
        }
      }
    }
  }

  private static final int[] LANES = {130, 1, 65, 2, 64, 3, 33, 4, 24, 7, 20, 8, 17, 9, 16, 15};

  private static int[] everyThird(int[] all, int first) {
    return IntStream.range(0, all.length)
        .filter(i -> i % 3 == first % 3)
        .map(i -> all[i])
        .toArray();
  }

  /// Sizes about the edges of tiles and of blocks.
  private static final int[][] SIZES = {
    {5, 4, 17},
    {8, 8, 16},
    {9, 3, 33},
    {17, 300, 5},
    {1, 70, 40},
    {40, 70, 1},
    {50, 2, 1},
    {7, 1, 7},
    {64, 64, 64},
    {130, 20, 70},
    {150, 600, 90},
    {33, 40, 2100},
    {3, 260, 50},
    {8, 512, 48},
    {23, 40, 64},
    {14, 33, 57},
    {7, 90, 61},
    {66, 1, 64},
    {2, 0, 20}
  };

  /// Products of so many numbers are tried in one form only, each size in another.
  private static final int LARGE = 50_000;

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void sharedMatrices(DType type) {
    for (int i = 0; i < SIZES.length; i++) {
      int work = SIZES[i][0] * SIZES[i][1] * SIZES[i][2];
      for (int form = 0; form < 4; form++) {
        if (work < LARGE || form == i % 4) {
          sharedMatrices(type, SIZES[i], form);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  @Tag("nightly")
  void largeSharedMatricesInEveryForm(DType type) {
    for (int[] size : SIZES) {
      for (int form = 0; form < 4; form++) {
        sharedMatrices(type, size, form);
      }
    }
  }

  /// @param size rows, inner size and columns
  private static void sharedMatrices(DType type, int[] size, int form) {
    int m = size[0];
    int k = size[1];
    int n = size[2];
    boolean leftTurned = form % 2 == 1;
    boolean rightTurned = form / 2 == 1;
    check(
        trace(
            List.of(
                leftTurned ? type(type, Scope.SHARED, k, m) : type(type, Scope.SHARED, m, k),
                rightTurned ? type(type, Scope.SHARED, n, k) : type(type, Scope.SHARED, k, n)),
            x ->
                List.of(
                    dot(
                        x.get(0),
                        x.get(1),
                        List.of(leftTurned ? 0 : 1),
                        List.of(rightTurned ? 1 : 0),
                        List.of(),
                        List.of()))),
        1);
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void sharedWeightsTimesLanes(DType type) {
    int[][] sizes = {
      {50, 2}, {2, 50}, {19, 23}, {33, 300}, {3, 40}, {8, 9}, {1, 90}, {16, 70}, {80, 1}
    };
    for (int[] size : sizes) {
      ValueType weights = type(type, Scope.SHARED, size[0], size[1]);
      ValueType lanes = type(type, Scope.PER_LANE, size[1]);
      ValueType cotangent = type(type, Scope.PER_LANE, size[0]);
      check(trace(List.of(weights, lanes), x -> List.of(x.get(0).dot(x.get(1)))), LANES);
      check(
          trace(
              List.of(weights, cotangent),
              x -> List.of(dot(x.get(1), x.get(0), List.of(0), List.of(0), List.of(), List.of()))),
          LANES);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void matricesOfLanes(DType type) {
    ValueType weights = type(type, Scope.SHARED, 11, 9);
    ValueType lanes = type(type, Scope.PER_LANE, 9, 7);
    ValueType turned = type(type, Scope.PER_LANE, 7, 9);
    ValueType other = type(type, Scope.PER_LANE, 11, 9);
    int[] few = {1, 3, 8, 20, 65};
    check(trace(List.of(weights, lanes), x -> List.of(x.get(0).dot(x.get(1)))), few);
    check(
        trace(
            List.of(weights, turned),
            x -> List.of(dot(x.get(0), x.get(1), List.of(1), List.of(1), List.of(), List.of()))),
        few);
    check(
        trace(
            List.of(weights, turned),
            x -> List.of(dot(x.get(1), x.get(0), List.of(1), List.of(1), List.of(), List.of()))),
        few);
    check(trace(List.of(other, lanes), x -> List.of(x.get(0).dot(x.get(1)))), few);
    check(
        trace(
            List.of(other, turned),
            x -> List.of(dot(x.get(0), x.get(1), List.of(1), List.of(1), List.of(), List.of()))),
        few);
  }

  /// Batches, several contracted axes, and contracted axes that do not stand at equal distances.
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void batchesAndSeveralAxes(DType type) {
    for (Scope left : Scope.values()) {
      for (Scope right : Scope.values()) {
        check(
            trace(
                List.of(type(type, left, 3, 5, 6), type(type, right, 3, 6, 9)),
                x ->
                    List.of(
                        dot(x.get(0), x.get(1), List.of(2), List.of(1), List.of(0), List.of(0)))),
            1,
            3,
            20,
            65);
        check(
            trace(
                List.of(type(type, left, 4, 5, 6), type(type, right, 6, 9, 4)),
                x ->
                    List.of(
                        dot(
                            x.get(0),
                            x.get(1),
                            List.of(0, 2),
                            List.of(2, 0),
                            List.of(),
                            List.of()))),
            1,
            3,
            20,
            65);
        check(
            trace(
                List.of(type(type, left, 4, 20, 3), type(type, right, 5, 4, 3)),
                x ->
                    List.of(
                        dot(x.get(0), x.get(1), List.of(0), List.of(1), List.of(2), List.of(2)))),
            1,
            8,
            20);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void productsOfASingleElement(DType type) {
    for (int depth : new int[] {1, 5, 16, 17, 100, 576}) {
      for (Scope left : Scope.values()) {
        check(
            trace(
                List.of(type(type, left, depth), type(type, Scope.PER_LANE, depth)),
                x -> List.of(x.get(0).dot(x.get(1)))),
            1,
            2,
            8,
            20,
            65);
      }
      check(
          trace(
              List.of(type(type, Scope.SHARED, depth), type(type, Scope.SHARED, depth)),
              x -> List.of(x.get(0).dot(x.get(1)))),
          1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void sumsOverAxes(DType type) {
    for (Scope scope : Scope.values()) {
      for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(0, 2), List.of(0, 1, 2))) {
        check(
            trace(
                List.of(type(type, scope, 7, 20, 3)),
                x ->
                    List.of(
                        x.getFirst()
                            .tracer()
                            .apply1(new Op.Reduce(Reduction.SUM, axes), x.getFirst()))),
            1,
            2,
            8,
            20,
            65);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void sumsOverLanes(DType type) {
    for (int size : new int[] {1, 3, 4, 9, 50}) {
      check(
          trace(List.of(type(type, Scope.PER_LANE, size)), x -> List.of(x.getFirst().laneSum())),
          LANES);
    }
  }

  /// Gradients of weights: sums over lanes of outer products, which nobody writes down, over
  /// several stages, with a mask and without.
  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  void sumsOverLanesOfOuterProducts(DType type) {
    // All three numbers of terms together meet all counts of lanes.
    sumsOverLanesOfOuterProducts(type, place -> everyThird(LANES, place));
  }

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32"})
  @Tag("nightly")
  void sumsOverLanesOfOuterProductsOnAllLanes(DType type) {
    sumsOverLanesOfOuterProducts(type, _ -> LANES);
  }

  private static void sumsOverLanesOfOuterProducts(DType type, IntFunction<int[]> lanes) {
    for (int[] size : new int[][] {{50, 2}, {2, 50}, {5, 7}, {1, 3}, {9, 13}, {2, 2}}) {
      for (int terms = 1; terms <= 3; terms++) {
        for (boolean masked : new boolean[] {false, true}) {
          Graph graph = gradient(type, size, terms, masked);
          check(graph, lanes.apply(terms + (masked ? 1 : 0)));
          long sums =
              Plan.of(graph).steps().stream().filter(s -> s instanceof Plan.Step.Sum).count();
          assertEquals(1, sums, "the products are not taken along in " + graph);
        }
      }
    }
  }

  private static Graph gradient(DType type, int[] size, int terms, boolean masked) {
    List<ValueType> inputs = new ArrayList<>();
    inputs.add(type(DType.BOOL, Scope.PER_LANE));
    for (int i = 0; i < terms; i++) {
      inputs.add(type(type, Scope.PER_LANE, size[0]));
      inputs.add(type(type, Scope.PER_LANE, size[1]));
    }
    return trace(
        inputs,
        x -> {
          Tensor sum = null;
          for (int i = 0; i < terms; i++) {
            Tensor product =
                dot(x.get(1 + 2 * i), x.get(2 + 2 * i), List.of(), List.of(), List.of(), List.of());
            sum = sum == null ? product : sum.plus(product);
          }
          Tensor counted =
              masked ? x.getFirst().broadcast(sum.shape()).select(sum, sum.zeros()) : sum;
          return List.of(counted.laneSum());
        });
  }

  /// What others read as well must stay.
  @Test
  void productsThatOthersReadAreStillWritten() {
    ValueType a = type(DType.F64, Scope.PER_LANE, 9);
    ValueType b = type(DType.F64, Scope.PER_LANE, 4);
    check(
        trace(
            List.of(a, b),
            x -> {
              Tensor product = dot(x.get(0), x.get(1), List.of(), List.of(), List.of(), List.of());
              return List.of(product.laneSum(), product.times(2), product.plus(product).laneSum());
            }),
        3,
        20);
  }
}
