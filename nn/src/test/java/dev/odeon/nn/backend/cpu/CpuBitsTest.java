package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiled code, scalar and vector, leaves the bits of the interpreter.
class CpuBitsTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    1e-310,
    4503599627370497.5,
    1e300,
    -1e300,
    0.3,
    -0.3,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static double[][] inputs(Graph graph, int lanes, Random random) {
    double[][] arrays = new double[graph.inputs().size()][];
    for (int i = 0; i < arrays.length; i++) {
      Value input = graph.inputs().get(i);
      double[] x = new double[length(input, lanes)];
      for (int k = 0; k < x.length; k++) {
        double value =
            random.nextInt(3) == 0
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : random.nextGaussian();
        x[k] =
            switch (input.type().dtype()) {
              case F64 -> value;
              case F32 -> (float) value;
              case BOOL -> value > 0 ? 1 : 0;
              case I64 ->
                  Double.longBitsToDouble(
                      random.nextInt(3) == 0 ? random.nextInt(70) : random.nextLong());
              case I32 -> Double.longBitsToDouble(random.nextInt());
            };
      }
      arrays[i] = x;
    }
    return arrays;
  }

  private static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private static double[][] run(Executable executable, double[][] inputs, int lanes) {
    double[][] outputs =
        executable.graph().outputs().stream()
            .map(output -> new double[length(output, lanes)])
            .toArray(double[][]::new);
    executable.run(inputs, outputs, lanes);
    return outputs;
  }

  private static void check(Graph graph, long seed) {
    Plans plans = Plans.of(graph);
    for (int lanes : new int[] {1, 2, 3, 8, 13, 20, 64}) {
      double[][] inputs = inputs(graph, lanes, new Random(seed + lanes));
      double[][] expected = run(new ReferenceBackend().compile(graph), inputs, lanes);
      for (boolean vectors : new boolean[] {false, true}) {
        plans.decide(vectors);
        double[][] actual = run(plans.executable(graph, new CpuBackend()::compileNow), inputs, lanes);
        compare(graph, expected, actual, lanes, vectors);
      }
    }
  }

  private static void compare(
      Graph graph, double[][] expected, double[][] actual, int lanes, boolean vectors) {
    for (int i = 0; i < expected.length; i++) {
      boolean whole = graph.outputs().get(i).type().dtype().isInteger();
      for (int k = 0; k < expected[i].length; k++) {
        long e =
            whole
                ? Double.doubleToRawLongBits(expected[i][k])
                : Double.doubleToLongBits(expected[i][k]);
        long a =
            whole
                ? Double.doubleToRawLongBits(actual[i][k])
                : Double.doubleToLongBits(actual[i][k]);
        if (e != a) {
          assertEquals(
              expected[i][k],
              actual[i][k],
              0.0,
              "output "
                  + i
                  + "["
                  + k
                  + "], "
                  + lanes
                  + " lanes, vectors "
                  + vectors
                  + " of "
                  + graph);
          assertEquals(e, a, "bits of output " + i + "[" + k + "] of " + graph);
        }
      }
    }
  }

  @Test
  void theTestsRunWithVectors() {
    assertTrue(Vectors.areAvailable(), "start the tests with --add-modules jdk.incubator.vector");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 30, 200})
  void randomGraphsHaveTheInterpretersBits(int size) {
    for (int seed = 0; seed < (size == 200 ? 40 : 100); seed++) {
      check(Pipeline.standard().apply(RandomGraphs.of(seed, size)), seed);
    }
  }

  private static Graph trace(List<ValueType> inputs, Function<List<Tensor>, List<Tensor>> body) {
    return Pipeline.standard().apply(Tracer.trace("f", inputs, body));
  }

  private static ValueType lane(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.PER_LANE);
  }

  private static ValueType shared(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.SHARED);
  }

  /// Every elementwise primitive, unrolled (3 elements) and looped (40).
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void elementwisePrimitivesHaveTheInterpretersBits(int elements) {
    for (UnaryFunction f : UnaryFunction.values()) {
      check(trace(List.of(lane(elements)), x -> List.of(x.get(0).unary(f))), 1);
      check(
          trace(
              List.of(shared(elements), lane(elements)),
              x -> List.of(x.get(0).unary(f).plus(x.get(1)))),
          1);
    }
    for (BinaryFunction f : BinaryFunction.values()) {
      check(
          trace(
              List.of(lane(elements), shared(elements)),
              x -> List.of(x.get(0).binary(f, x.get(1)))),
          2);
      check(trace(List.of(lane(elements), lane()), x -> List.of(x.get(0).binary(f, x.get(1)))), 2);
      check(
          trace(List.of(shared(), shared(elements)), x -> List.of(x.get(0).binary(f, x.get(1)))),
          2);
    }
    check(
        trace(
            List.of(lane(elements), shared(elements), lane()),
            x -> List.of(x.get(0).fma(x.get(1), x.get(2)))),
        3);
    for (Comparison c : Comparison.values()) {
      check(
          trace(
              List.of(lane(elements), lane(elements)),
              x -> {
                Tensor p = x.get(0).compare(c, x.get(1));
                return List.of(p, p.not(), p.select(x.get(0), x.get(1)));
              }),
          4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40})
  void wholeNumbersHaveTheInterpretersBits(int elements) {
    ValueType whole = new ValueType(new TensorType(DType.I64, Shape.of(elements)), Scope.PER_LANE);
    check(
        trace(
            List.of(whole, whole, lane(elements)),
            x -> {
              Tracer t = x.getFirst().tracer();
              Tensor a = x.get(0);
              Tensor b = x.get(1);
              List<Tensor> all = new ArrayList<>();
              for (BinaryFunction f : BinaryFunction.values()) {
                if (f.takesIntegers()) {
                  all.add(a.binary(f, b));
                }
              }
              for (LogicalFunction f : LogicalFunction.values()) {
                all.add(a.logical(f, b));
              }
              for (Shift s : Shift.values()) {
                all.add(t.apply1(new Op.ShiftBits(s), a, b));
              }
              for (Comparison c : Comparison.values()) {
                all.add(a.compare(c, b).select(a, b));
                all.add(a.compare(c, b));
              }
              all.add(a.not());
              all.add(t.apply1(new Op.Convert(DType.F64), a));
              all.add(t.apply1(new Op.Convert(DType.BOOL), a));
              all.add(t.apply1(new Op.Convert(DType.I64), x.get(2)));
              all.add(t.apply1(new Op.Convert(DType.I64), a.compare(Comparison.LT, b)));
              all.add(t.apply1(new Op.BitcastConvert(DType.I64), x.get(2)));
              all.add(t.apply1(new Op.BitcastConvert(DType.F64), a));
              return all;
            }),
        5);
  }

  @Test
  void aPerceptronAndItsGradientHaveTheInterpretersBits() {
    Graph loss =
        trace(
            List.of(shared(50, 2), shared(50), shared(2, 50), shared(2), lane(2)),
            x -> {
              Tensor cube = x.get(4).pow(3);
              Tensor hidden = x.get(0).dot(cube).plus(x.get(1)).tanh();
              Tensor out = x.get(2).dot(hidden).plus(x.get(3));
              return List.of(out.times(out).sum().laneSum());
            });
    check(loss, 6);
    List<Integer> all = IntStream.range(0, 5).boxed().toList();
    check(Pipeline.standard().apply(ReverseMode.valueAndGradient(loss, all)), 7);
  }

  @Test
  void aLongChainIsSplitAndStillHasTheBits() {
    Graph graph =
        trace(
            List.of(lane(3), shared()),
            x -> {
              Tensor y = x.get(0);
              Tensor z = y;
              for (int i = 0; i < 400; i++) {
                y = y.fma(x.get(1), y.scalar(0.25 * i)).minus(z.abs().sqrt());
                z = i % 7 == 0 ? y : z;
              }
              return List.of(y, z, y.sum());
            });
    long kernels =
        Plan.of(graph).steps().stream().filter(s -> s instanceof Plan.Step.Kernel).count();
    assertTrue(kernels > 5, "expected several kernels, got " + kernels);
    check(graph, 8);
  }

  @Test
  void constantsOfManyElementsHaveTheBits() {
    double[] table = new Random(1).doubles(40).toArray();
    check(
        trace(
            List.of(lane(40)),
            x -> {
              Tensor c = x.getFirst().tracer().constant(Literal.of(TensorType.f64(40), table));
              return List.of(x.getFirst().times(c), c, x.getFirst().sum().dividedBy(c.get(3)));
            }),
        9);
  }

  @Test
  void emptyTensorsHaveTheBits() {
    check(
        trace(
            List.of(lane(0), shared(0), lane(2, 0)),
            x -> {
              Tensor sum = x.get(0).plus(x.get(1)).tanh();
              return List.of(sum, sum.sum(), sum.dot(x.get(1)), x.get(2).exp().sum(1));
            }),
        10);
  }

  /// Around and between numbers of all types stand zeros of that type.
  @Test
  void paddingHasTheBits() {
    Op pad = new Op.Pad(List.of(1), List.of(2), List.of(1));
    ValueType whole = new ValueType(new TensorType(DType.I64, Shape.of(3)), Scope.PER_LANE);
    check(
        trace(
            List.of(whole, lane(3)),
            x -> {
              Tracer t = x.getFirst().tracer();
              Tensor w = t.apply1(pad, x.get(0));
              Tensor p = t.apply1(pad, x.get(1).compare(Comparison.LT, 0.1));
              Tensor r = t.apply1(pad, x.get(1));
              Tensor less = w.compare(Comparison.LE, w.not());
              return List.of(w, w.not(), p, p.not(), r, less, p.logical(LogicalFunction.OR, less));
            }),
        11);
  }

  /// Found by random graphs: a product that is taken apart was moved before the repetition it
  /// reads.
  @Test
  void aRepetitionComesBeforeWhatReadsItsElements() {
    check(
        trace(
            List.of(lane(), lane(17)),
            x -> {
              Tensor sinh = x.get(0).unary(UnaryFunction.SINH);
              return List.of(sinh.broadcast(Shape.of(17)).dot(x.get(1)));
            }),
        12);
  }
}
