package dev.odeon.nn.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Negation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What each pass does, in text.
class RewriteTextTest {
  private static final Map<String, CustomFunction> CUSTOMS =
      Map.of("test.negation", new Negation());

  @Test
  void equalPrimitivesOfEqualOperandsAreOne() {
    becomes(
        new CommonSubexpressions(),
        """
        %2: f64 lane = add %0, %1
        %3: f64 lane = add %1, %0
        %4: f64 lane = minimum %0, %1
        %5: f64 lane = minimum %1, %0
        %6: f64 lane = multiply %2, %3
        %7: f64 shared = constant 0.0
        %8: f64 shared = constant -0.0
        %9: f64 shared = constant 0.0
        %10: f64 lane = custom %2 {function="test.negation"}
        %11: f64 lane = custom %3 {function="test.negation"}
        return %6, %5, %4, %7, %8, %9, %10, %11
        """,
        """
        %2: f64 lane = add %0, %1
        %4: f64 lane = minimum %0, %1
        %5: f64 lane = minimum %1, %0
        %6: f64 lane = multiply %2, %2
        %7: f64 shared = constant 0.0
        %8: f64 shared = constant -0.0
        %10: f64 lane = custom %2 {function="test.negation"}
        return %6, %5, %4, %7, %8, %7, %10, %10
        """);
  }

  @Test
  void addedLaneSumsAreOneUnlessSomebodyElseReadsThem() {
    becomes(
        new JoinedLaneSums(),
        """
        %2: f64 shared = lane_reduce %0
        %3: f64 shared = lane_reduce %1
        %4: f64 shared = add %2, %3
        %5: f64 lane = multiply %0, %1
        %6: f64 shared = lane_reduce %5
        %7: f64 shared = add %4, %6
        %8: f64 lane = subtract %0, %1
        %9: f64 shared = lane_reduce %8
        %10: f64 shared = add %7, %9
        return %10, %9
        """,
        """
        %4: f64 lane = add %0, %1
        %6: f64 lane = multiply %0, %1
        %8: f64 lane = add %4, %6
        %9: f64 shared = lane_reduce %8
        %10: f64 lane = subtract %0, %1
        %11: f64 shared = lane_reduce %10
        %12: f64 shared = add %9, %11
        return %12, %11
        """);
  }

  @Test
  void equalSubgraphsAreOne() {
    String cond =
        """
        = cond %p, %0 {when_true=graph @t(%0: f64 lane) {
          %1: f64 lane = exp %0
          %2: f64 lane = exp %0
          return %1, %2
        }, when_false=graph @f(%0: f64 lane) {
          return %0, %0
        }}
        """
            .replace("%p", "%2");
    String merged = cond.replace("  %2: f64 lane = exp %0\n", "").replace("%1, %2\n", "%1, %1\n");
    becomes(
        new CommonSubexpressions(),
        "%2: i1 lane = compare %0, %1 {direction=LT}\n%3: f64 lane, %4: f64 lane "
            + cond
            + "%5: f64 lane, %6: f64 lane "
            + cond
            + "return %3, %4, %5, %6",
        "%2: i1 lane = compare %0, %1 {direction=LT}\n%3: f64 lane, %4: f64 lane "
            + merged
            + "return %3, %4, %3, %4");
  }

  @Test
  void constantsFold() {
    becomes(
        new ConstantFolding(),
        """
        %2: f64[2] shared = constant [1.0, 4.0]
        %3: f64[2] shared = sqrt %2
        %4: f64[2] shared = subtract %2, %3
        %5: f32[2] shared = convert %4 {to=f32}
        %6: f32[2] shared = constant [0.1, 0.1]
        %7: f32[2] shared = add %5, %6
        %8: f64[3x2] shared = broadcast_in_dim %3 {shape=[3x2], axes=[1]}
        %9: f64[2x3] shared = transpose %8 {permutation=[1, 0]}
        %10: f64[1x2] shared = slice %9 {start=[1, 0], limit=[2, 3], stride=[1, 2]}
        %11: f64[2] shared = reshape %10 {shape=[2]}
        %12: i1[2] shared = compare %11, %2 {direction=EQ}
        %13: i1[2] shared = not %12
        %14: f64[2] shared = select %13, %2, %11
        %15: f64[2] shared = fma %2, %2, %2
        return %4, %7, %9, %14, %15
        """,
        """
        %2: f64[2] shared = constant [1.0, 4.0]
        %3: f64[2] shared = constant [1.0, 2.0]
        %4: f64[2] shared = constant [0.0, 2.0]
        %5: f32[2] shared = constant [0.0, 2.0]
        %6: f32[2] shared = constant [0.1, 0.1]
        %7: f32[2] shared = constant [0.1, 2.1]
        %8: f64[3x2] shared = constant [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]
        %9: f64[2x3] shared = constant [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
        %10: f64[1x2] shared = constant [2.0, 2.0]
        %11: f64[2] shared = constant [2.0, 2.0]
        %12: i1[2] shared = constant [false, false]
        %13: i1[2] shared = constant [true, true]
        %14: f64[2] shared = constant [1.0, 4.0]
        %15: f64[2] shared = constant [2.0, 20.0]
        return %4, %7, %9, %14, %15
        """);
  }

  @Test
  void whatIsLargeOrHasAnOrderOfSummationDoesNotFold() {
    unchanged(
        new ConstantFolding(),
        """
        %2: f64[2] shared = constant [1.0, 4.0]
        %3: f64[1025x2] shared = broadcast_in_dim %2 {shape=[1025x2], axes=[1]}
        %4: f64 shared = reduce %2 {kind=sum, axes=[0]}
        %5: f64 shared = lane_reduce %4
        %6: f64 lane = lane_broadcast %4
        return %3, %5, %6
        """);
  }

  @Test
  void unusedEquationsGoInSubgraphsToo() {
    becomes(
        new DeadCode(),
        """
        %2: f64 lane = exp %0
        %3: f64 lane = log %2
        %4: f64 lane, %5: f64 lane = while %0, %1 {condition=graph @c(%0: f64 lane, %1: f64 lane) {
          %2: f64 lane = exp %1
          %3: i1 lane = compare %0, %1 {direction=LT}
          return %3
        }, body=graph @b(%0: f64 lane, %1: f64 lane) {
          %5: f64 lane = exp %1
          return %1, %0
        }, consts=0}
        %6: f64 lane = custom %4 {function="test.negation"}
        return %5, %1, %1
        """,
        """
        %4: f64 lane, %5: f64 lane = while %0, %1 {condition=graph @c(%0: f64 lane, %1: f64 lane) {
          %3: i1 lane = compare %0, %1 {direction=LT}
          return %3
        }, body=graph @b(%0: f64 lane, %1: f64 lane) {
          return %1, %0
        }, consts=0}
        return %5, %1, %1
        """);
  }

  @Test
  void identitiesOfEveryBitGo() {
    becomes(
        new Algebra(),
        """
        %2: f64 shared = constant 1.0
        %3: f64 shared = constant 0.0
        %4: f64 shared = constant -0.0
        %5: f64 lane = multiply %0, %2
        %6: f64 lane = multiply %2, %5
        %7: f64 lane = divide %6, %2
        %8: f64 lane = subtract %7, %3
        %9: f64 lane = add %8, %4
        %10: f64 lane = add %4, %9
        %11: f64 lane = negate %10
        %12: f64 lane = negate %11
        %13: f64 lane = reshape %12 {shape=[]}
        %14: f64 lane = transpose %13 {permutation=[]}
        %15: f64 lane = convert %14 {to=f64}
        %16: f64 lane = lane_broadcast %15
        %17: i1 lane = compare %16, %16 {direction=EQ}
        %18: f64 lane = select %17, %16, %16
        return %18
        """,
        """
        %2: f64 shared = constant 1.0
        %3: f64 shared = constant 0.0
        %4: f64 shared = constant -0.0
        %11: f64 lane = negate %0
        %17: i1 lane = compare %0, %0 {direction=EQ}
        return %0
        """);
  }

  @Test
  void whatChangesABitOrADerivativeStays() {
    unchanged(
        new Algebra(),
        """
        %2: f64 shared = constant 0.0
        %3: f64 shared = constant -0.0
        %4: f64 lane = add %0, %2
        %5: f64 lane = subtract %0, %3
        %6: f64 lane = subtract %2, %0
        %7: f64 lane = multiply %0, %2
        %8: f64 shared = constant 1.0
        %9: f64 lane = divide %8, %0
        %10: f64 lane = stop_gradient %0
        %11: f64 lane = reduce %0 {kind=sum, axes=[]}
        return %4, %5, %6, %7, %9, %10, %11
        """);
  }

  @Test
  void repetitionsOfAConstantAreSeenThrough() {
    becomes(
        new Algebra(),
        """
        %2: f64 shared = constant 1.0
        %3: f64[2000] shared = broadcast_in_dim %2 {shape=[2000], axes=[]}
        %4: f64[2000] lane = broadcast_in_dim %0 {shape=[2000], axes=[]}
        %5: f64[2000] lane = multiply %4, %3
        return %5
        """,
        """
        %2: f64 shared = constant 1.0
        %3: f64[2000] shared = broadcast_in_dim %2 {shape=[2000], axes=[]}
        %4: f64[2000] lane = broadcast_in_dim %0 {shape=[2000], axes=[]}
        return %4
        """);
  }

  @Test
  void aSharedSideOfASelectStaysPerLane() {
    becomes(
        new Algebra(),
        """
        %2: i1 shared = constant true
        %3: f64 shared = constant 2.0
        %4: f64 lane = select %2, %3, %0
        %5: f64 lane = select %2, %0, %3
        return %4, %5
        """,
        """
        %2: i1 shared = constant true
        %3: f64 shared = constant 2.0
        %4: f64 lane = lane_broadcast %3
        return %4, %0
        """);
  }

  @Test
  void movesOfMovesAreOne() {
    becomes(
        new Algebra(),
        """
        %2: f64[2x3x4] shared = constant [%s]
        %3: f64[4x2x3] shared = transpose %2 {permutation=[2, 0, 1]}
        %4: f64[3x4x2] shared = transpose %3 {permutation=[2, 0, 1]}
        %5: f64[2x3x4] shared = transpose %4 {permutation=[2, 0, 1]}
        %6: f64[24] shared = reshape %5 {shape=[24]}
        %7: f64[6x4] shared = reshape %6 {shape=[6x4]}
        %8: f64[2x3x4] shared = reshape %7 {shape=[2x3x4]}
        return %4, %7, %8
        """
            .replace("%s", "1.0" + ", 1.0".repeat(23)),
        """
        %2: f64[2x3x4] shared = constant [%s]
        %3: f64[4x2x3] shared = transpose %2 {permutation=[2, 0, 1]}
        %4: f64[3x4x2] shared = transpose %2 {permutation=[1, 2, 0]}
        %6: f64[24] shared = reshape %2 {shape=[24]}
        %7: f64[6x4] shared = reshape %2 {shape=[6x4]}
        return %4, %7, %2
        """
            .replace("%s", "1.0" + ", 1.0".repeat(23)));
  }

  @Test
  void theStandardPipelineLeavesWhatIsNeededInOrder() {
    becomes(
        Pipeline.standard(),
        """
        %7: f64 shared = constant 0.5
        %8: f64 shared = add %7, %7
        %9: f64 lane = multiply %0, %8
        %10: f64 lane = exp %9
        %11: f64 lane = exp %0
        %12: f64 lane = log %10
        %13: f64 lane = divide %10, %11
        return %13, %0
        """,
        """
        %2: f64 lane = exp %0
        %3: f64 lane = divide %2, %2
        return %3, %0
        """);
  }

  private static void unchanged(Rewrite pass, String body) {
    Graph graph = graph(body);
    assertSame(graph, pass.apply(graph));
  }

  private static void becomes(Rewrite pass, String before, String after) {
    assertEquals(graph(after).toString(), pass.apply(graph(before)).toString());
  }

  private static Graph graph(String body) {
    return GraphParser.parse("graph @g(%0: f64 lane, %1: f64 lane) {\n" + body + "}", CUSTOMS);
  }
}
