package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.oracle.Difference;
import dev.odeon.nn.oracle.GraphCase;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Elementwise code of every type leaves the bits of the interpreter, over the whole domain.
class ElementwiseBitsTest {
  /// More than is unrolled, and no multiple of a vector.
  private static final int LOOPED = 1003;

  private static final List<DType> FLOATS = List.of(DType.F32, DType.F64);

  private static Graph trace(List<ValueType> inputs, Function<List<Tensor>, List<Tensor>> body) {
    return Pipeline.standard().apply(Tracer.trace("f", inputs, body));
  }

  private static ValueType lane(DType type, int elements) {
    return new ValueType(new TensorType(type, Shape.of(elements)), Scope.PER_LANE);
  }

  private static void check(Graph graph, int lanes, double[]... inputs) {
    GraphCase at = new GraphCase(graph, lanes, inputs);
    Optional<Difference> found = Difference.first(at, CpuTiers::of);
    assertTrue(found.isEmpty(), () -> found + " of\n" + graph);
  }

  /// Numbers of all sizes: bits at random, small ones, halves, powers of two with their neighbours,
  /// and the special ones.
  private static double[] domain(DType type, int count, long seed) {
    Random random = new Random(seed);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = type == DType.F32 ? single(random, i % 8) : wide(random, i % 8);
    }
    return x;
  }

  private static double wide(Random random, int kind) {
    double power = Math.scalb(1.0, random.nextInt(2098) - 1074);
    double sign = random.nextBoolean() ? 1 : -1;
    return switch (kind) {
      case 0, 1 -> Double.longBitsToDouble(random.nextLong());
      case 2 -> sign * power;
      case 3 -> sign * (random.nextBoolean() ? Math.nextUp(power) : Math.nextDown(power));
      case 4 -> 0.5 * random.nextInt(-40, 40);
      case 5 -> special(random, Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL);
      default -> random.nextGaussian() * (kind == 6 ? 1 : 30);
    };
  }

  private static double single(Random random, int kind) {
    float power = Math.scalb(1f, random.nextInt(277) - 149);
    float sign = random.nextBoolean() ? 1 : -1;
    return switch (kind) {
      case 0, 1 -> Float.intBitsToFloat(random.nextInt());
      case 2 -> sign * power;
      case 3 -> sign * (random.nextBoolean() ? Math.nextUp(power) : Math.nextDown(power));
      case 4 -> 0.5 * random.nextInt(-40, 40);
      case 5 -> special(random, Float.MIN_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL);
      default -> (float) random.nextGaussian() * (kind == 6 ? 1 : 30);
    };
  }

  private static double special(Random random, double least, double most, double normal) {
    double[] all = {
      0.0,
      -0.0,
      1,
      -1,
      least,
      -least,
      most,
      -most,
      normal,
      -normal,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    return all[random.nextInt(all.length)];
  }

  private static double[] whole(DType type, int count, long seed) {
    Random random = new Random(seed);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      long bits =
          switch (i % 4) {
            case 0 -> random.nextInt(-70, 70);
            case 1 -> 1L << random.nextInt(64);
            default -> random.nextLong();
          };
      x[i] = Double.longBitsToDouble(type == DType.I32 ? (int) bits : bits);
    }
    return x;
  }

  /// Even over the range where no function takes a rare branch.
  private static double[] common(DType type, int count) {
    double[] x = new Random(count).doubles(count, -20, 20).toArray();
    return type == DType.F32 ? Arrays.stream(x).map(v -> (float) v).toArray() : x;
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfOneNumber(UnaryFunction f) {
    for (DType type : FLOATS) {
      Graph loop = trace(List.of(lane(type, LOOPED)), x -> List.of(x.getFirst().unary(f)));
      check(loop, 1, domain(type, LOOPED, f.ordinal()));
      check(loop, 2, domain(type, 2 * LOOPED, f.ordinal() + 100));
      check(loop, 1, common(type, LOOPED));
      Graph unrolled = trace(List.of(lane(type, 3)), x -> List.of(x.getFirst().unary(f)));
      check(unrolled, 301, domain(type, 903, f.ordinal() + 200));
      check(unrolled, 7, common(type, 21));
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfTwoNumbers(BinaryFunction f) {
    for (DType type : FLOATS) {
      Graph graph =
          trace(
              List.of(lane(type, LOOPED), lane(type, LOOPED)),
              x -> List.of(x.get(0).binary(f, x.get(1)), x.get(0).binary(f, x.get(0))));
      check(graph, 1, domain(type, LOOPED, 1), domain(type, LOOPED, 2 + f.ordinal()));
      Graph unrolled =
          trace(List.of(lane(type, 2), lane(type, 2)), x -> List.of(x.get(0).binary(f, x.get(1))));
      check(unrolled, 501, domain(type, 1002, 3), domain(type, 1002, 4));
    }
  }

  /// Every pair of special numbers meets somewhere.
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void multiplyAddAndComparisons(DType type) {
    Graph graph =
        trace(
            List.of(lane(type, LOOPED), lane(type, LOOPED), lane(type, LOOPED)),
            x -> {
              List<Tensor> all = new ArrayList<>(List.of(x.get(0).fma(x.get(1), x.get(2))));
              Tensor every = x.get(0).compare(Comparison.LT, x.get(2));
              for (Comparison c : Comparison.values()) {
                Tensor p = x.get(0).compare(c, x.get(1));
                all.add(p);
                all.add(p.not());
                all.add(p.select(x.get(1), x.get(2)));
                all.add(p.select(every, p.not()));
                for (LogicalFunction f : LogicalFunction.values()) {
                  all.add(p.logical(f, every));
                }
              }
              return all;
            });
    check(graph, 1, domain(type, LOOPED, 5), domain(type, LOOPED, 6), domain(type, LOOPED, 7));
    check(
        graph,
        3,
        domain(type, 3 * LOOPED, 8),
        domain(type, 3 * LOOPED, 9),
        domain(type, 3 * LOOPED, 10));
  }

  @ParameterizedTest
  @CsvSource({"I32,2,501", "I32,1003,1", "I64,2,501", "I64,1003,1"})
  void wholeNumbers(DType type, int elements, int lanes) {
    Graph graph =
        trace(
            List.of(lane(type, elements), lane(type, elements)),
            x -> {
              Tracer t = x.getFirst().tracer();
              Tensor a = x.get(0);
              Tensor b = x.get(1);
              List<Tensor> all = new ArrayList<>(List.of(a.not()));
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
                all.add(a.compare(c, b));
                all.add(a.compare(c, b).select(a, b));
              }
              return all;
            });
    check(graph, lanes, whole(type, elements * lanes, 1), whole(type, elements * lanes, 2));
  }

  /// From every type to every type, and to the bits and back.
  @ParameterizedTest
  @EnumSource
  void conversions(DType from) {
    for (int elements : new int[] {2, LOOPED}) {
      int lanes = elements == 2 ? 501 : 1;
      int count = elements * lanes;
      Graph graph =
          trace(
              List.of(lane(from, elements)),
              x -> {
                Tensor a = x.getFirst();
                List<Tensor> all = new ArrayList<>();
                for (DType to : DType.values()) {
                  Tensor made = a.tracer().apply1(new Op.Convert(to), a);
                  all.add(made);
                  all.add(a.tracer().apply1(new Op.Convert(from), made));
                }
                if (from != DType.BOOL) {
                  all.add(a.tracer().apply1(new Op.BitcastConvert(sameWidth(from)), a));
                }
                return all;
              });
      double[] x =
          switch (from) {
            case F32, F64 -> domain(from, count, 11);
            case I32, I64 -> whole(from, count, 12);
            case BOOL -> new Random(1).doubles(count).map(v -> v < 0.5 ? 0 : 1).toArray();
          };
      check(graph, lanes, x);
    }
  }

  private static DType sameWidth(DType type) {
    return switch (type) {
      case F64 -> DType.I64;
      case F32 -> DType.I32;
      case I64 -> DType.F64;
      case I32 -> DType.F32;
      case BOOL -> throw new IllegalArgumentException("a truth value has no bits");
    };
  }

  /// Where the bits of a NaN show: a payload made by vectors must not.
  @Test
  void bitsOfNanAreCanonical() {
    for (DType type : FLOATS) {
      Graph graph =
          trace(
              List.of(lane(type, LOOPED)),
              x -> {
                Tensor y = x.getFirst().minus(x.getFirst()).negate().sqrt();
                return List.of(y.tracer().apply1(new Op.BitcastConvert(sameWidth(type)), y));
              });
      check(graph, 1, domain(type, LOOPED, 13));
    }
  }

  /// A few numbers of 64 bits among those of 32, so that masks change their width.
  @Test
  void masksCrossWidths() {
    Graph graph =
        trace(
            List.of(lane(DType.F32, LOOPED), lane(DType.F64, LOOPED), lane(DType.I32, LOOPED)),
            x -> {
              Tensor narrow = x.get(0).compare(Comparison.GT, 0);
              Tensor wide = x.get(1).compare(Comparison.LE, 1);
              Tensor whole = x.get(2).compare(Comparison.NE, x.get(2).not());
              Tensor both = narrow.logical(LogicalFunction.XOR, wide);
              return List.of(
                  both.select(x.get(0), x.get(0).negate()),
                  narrow.select(x.get(1), x.get(1).negate()),
                  wide.logical(LogicalFunction.AND, whole).select(x.get(2), x.get(2).not()),
                  both);
            });
    check(
        graph,
        1,
        domain(DType.F32, LOOPED, 14),
        domain(DType.F64, LOOPED, 15),
        whole(DType.I32, LOOPED, 16));
  }

  /// The kernels of a graph in `f32` have vectors, and are one loop.
  @Test
  void functionsOfFloatsAreCompiled() {
    Graph graph = trace(List.of(lane(DType.F32, 40)), x -> List.of(x.getFirst().tanh()));
    List<Plan.Step> steps = Plan.of(graph).steps();
    assertEquals(1, steps.size(), steps::toString);
    assertTrue(steps.getFirst() instanceof Plan.Step.Kernel, steps::toString);
  }

  /// Without the huge angles a sine is one loop; one huge angle among many is still right, whatever
  /// was tried before.
  @Test
  void rareBranchesAreLeftOutUntilNeeded() {
    for (DType type : FLOATS) {
      Graph graph = trace(List.of(lane(type, 40)), x -> List.of(x.getFirst().sin()));
      Plan likely = assertNotNullOf(Plans.of(graph).likely());
      assertEquals(1, likely.steps().size(), () -> type + ": " + likely.graph());
      assertFalse(Plan.of(graph).steps().size() == 1, "the general plan has the branch");
      var executable = Plans.of(graph).executable(graph, new CpuBackend()::compileNow);
      Random random = new Random(3);
      for (int run = 0; run < 200; run++) {
        double[] x = common(type, 3 * 40);
        if (run % 20 > 16) {
          x[random.nextInt(x.length)] = 1e20f * random.nextFloat();
        }
        GraphCase at = new GraphCase(graph, 3, new double[][] {x});
        int number = run;
        Optional<Difference> found =
            Difference.first(at, g -> List.of(new Difference.Candidate("likely", executable)));
        assertTrue(found.isEmpty(), () -> "run " + number + ": " + found);
      }
    }
  }

  private static Plan assertNotNullOf(@org.jspecify.annotations.Nullable Plan plan) {
    assertNotNull(plan, "a sine has a rare branch");
    return java.util.Objects.requireNonNull(plan);
  }
}
