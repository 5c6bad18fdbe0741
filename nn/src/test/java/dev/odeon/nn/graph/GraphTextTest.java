package dev.odeon.nn.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.odeon.nn.rewrite.RandomGraphs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTextTest {
  static final String ALL =
      """
      graph @field(%0: f64[2] lane, %1: f64[50x2] shared, %9: i1[] lane) {
        %2: f64[50] lane = dot_general %1, %0 {left_contracting=[1], right_contracting=[0], left_batch=[], right_batch=[]} from "0.weight"
        %3: f64[3] shared = constant [1.0, -0.0, NaN]
        %4: f32[] shared = constant 0.1
        %5: i1[2] shared = constant [true, false]
        %6: f64[] lane, %7: f64[2] lane = cond %9, %0 {when_true=graph @yes(%0: f64[2] lane) {
          %1: f64[] lane = reduce %0 {kind=sum, axes=[0]}
          return %1, %0
        }, when_false=graph @no(%4: f64[2] lane) {
          %5: f64[] shared = constant -Infinity
          return %5, %4
        }} from "a \\"quoted\\" \\\\ name\\n"
        %8: f64[2] lane = while %0 {condition=graph @more(%0: f64[2] lane) {
          %1: f64[1] lane = slice %0 {start=[0], limit=[1], stride=[1]}
          %2: f64[] lane = reshape %1 {shape=[]}
          %3: f64[] shared = constant 1.0E-300
          %4: i1[] lane = compare %2, %3 {direction=LT}
          return %4
        }, body=graph @next(%0: f64[2] lane) {
          return %0
        }, consts=0}
        %10: f64[2] lane = custom %8 {function="test.negation"}
        %11: f64[2] lane = transpose %10 {permutation=[0]}
        %12: f64[4] lane = pad %11 {low=[1], high=[0], interior=[1]}
        %13: f64[8] lane = concatenate %12, %12 {axis=0}
        %14: f32[8] lane = convert %13 {to=f32}
        %15: f32[2x8] lane = broadcast_in_dim %14 {shape=[2x8], axes=[1]}
        %16: f32[2x8] lane = reverse %15 {axes=[0, 1]}
        %17: f32[2x8] lane = cumulative_sum %16 {axis=1}
        %18: i32[3] shared = constant [1, 0, 1]
        %19: f32[3x8] lane = gather %17, %18
        %20: f32[2x8] lane = scatter_add %17, %18, %19
        %21: f32[8x8] lane = dot_general %20, %20 {left_contracting=[0], right_contracting=[0], left_batch=[], right_batch=[]}
        %22: f32[8x8] lane, %23: i32[8] lane = lu_factor %21
        %24: f32[8] lane = lu_solve %22, %23, %14 {form=TRANSPOSED}
        %25: f32[1x8x8] lane = reshape %22 {shape=[1x8x8]}
        %26: f32[1x1x2x1] shared = constant [0.5, -1.0]
        %27: f32[1x4x9] lane = convolution %25, %26 {stride=[2, 1], low=[-1, 0], high=[2, 1], input_dilation=[1, 1], kernel_dilation=[2, 1], groups=1}
        %28: f32[1x3x5] lane = reduce_window %27 {kind=max, size=[1, 2, 2], stride=[1, 1, 2], low=[0, 0, 1], high=[0, 0, 1]}
        %29: i32[1x3x5] lane = arg_max_window %27 {size=[1, 2, 2], stride=[1, 1, 2], low=[0, 0, 1], high=[0, 0, 1]}
        %32: f32[4x1] shared = constant [1.0, 2.0, 3.0, 4.0]
        %30: f32[8] lane = sparse_lu_factor %14 {size=4, rows=[0, 0, 1, 1, 2, 3, 3, 2], columns=[0, 1, 0, 1, 2, 3, 2, 3], order=[2, 3, 0, 1]}
        %31: f32[4x1] lane = sparse_lu_solve %30, %14, %32 {size=4, rows=[0, 0, 1, 1, 2, 3, 3, 2], columns=[0, 1, 0, 1, 2, 3, 2, 3], order=[2, 3, 0, 1], form=TRANSPOSED}
        return %20, %0, %6, %6
      }
      """;

  static final Map<String, CustomFunction> CUSTOMS = customs();

  private static Map<String, CustomFunction> customs() {
    Map<String, CustomFunction> customs = new HashMap<>(RandomGraphs.CUSTOMS);
    customs.put("test.negation", new Negation());
    return Map.copyOf(customs);
  }

  @Test
  void theExampleOfEveryAttributePrintsAsItWasWritten() {
    assertEquals(ALL, GraphPrinter.print(GraphParser.parse(ALL, CUSTOMS)));
  }

  @Test
  void randomGraphsComeBackEqual() {
    for (int seed = 0; seed < 100; seed++) {
      Graph graph = RandomGraphs.of(seed, 60);
      String text = graph.toString();
      Graph parsed = GraphParser.parse(text, RandomGraphs.CUSTOMS);
      assertEquals(graph, parsed, "seed " + seed);
      assertEquals(text, parsed.toString(), "seed " + seed);
    }
  }

  @Test
  void numbersKeepTheirBits() {
    double[] numbers = {
      0.0,
      -0.0,
      0.1,
      1.0 / 3,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_NORMAL,
      1e22,
      123456789,
      Double.NaN,
      Double.longBitsToDouble(0xfff8000000000001L),
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (DType dtype : List.of(DType.F64, DType.F32)) {
      Literal literal = Literal.of(new TensorType(dtype, Shape.of(numbers.length)), numbers);
      assertArrayEquals(rawBits(literal), rawBits(throughText(literal)), dtype.text());
    }
  }

  @Test
  void floatDecimalsAreRoundedOnce() {
    // Just above the midpoint of 1 and its successor; through f64 it would tie to 1.
    String text =
        "graph @f() { %0: f32 shared = constant 1.000000059604644775390625000000001 return %0 }";
    Op op = GraphParser.parse(text).equations().getFirst().op();
    assertEquals(new Op.Constant(Literal.scalar(DType.F32, Math.nextUp(1f))), op);
  }

  @Test
  void largeLiteralsPrintAllElements() {
    double[] elements = new double[5000];
    Arrays.setAll(elements, i -> Math.sin(i));
    Literal literal = Literal.of(TensorType.f64(50, 100), elements);
    assertEquals(literal, throughText(literal));
    Literal empty = Literal.of(TensorType.f64(0, 3));
    assertEquals(empty, throughText(empty));
  }

  @Test
  void originsComeBackCharacterForCharacter() {
    String odd = "\" \\ \n \r \t \u0000 \u007f é 漢 😀 \ud800 // } from";
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input(TensorType.f64(), Scope.PER_LANE);
    Value y = builder.emit(new Op.Unary(UnaryFunction.EXP), List.of(x), new Origin(odd)).getFirst();
    Graph graph = builder.build("g", List.of(y));
    assertEquals(graph, GraphParser.parse(graph.toString()));
    assertFalse(graph.toString().contains("\u0000"), "control characters are escaped");
  }

  private static Literal throughText(Literal literal) {
    GraphBuilder builder = new GraphBuilder();
    Value value = builder.emit1(new Op.Constant(literal));
    Graph back = GraphParser.parse(builder.build("g", List.of(value)).toString());
    return ((Op.Constant) back.equations().getFirst().op()).value();
  }

  private static long[] rawBits(Literal literal) {
    return Arrays.stream(literal.toArray()).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
