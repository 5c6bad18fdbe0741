package dev.odeon.nn.rewrite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.function.Expansions;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpandFunctionsTest {
  private static final String LOOP =
      """
      graph @g(%0: f64[3] lane, %1: f32[3] lane) {
        %2: f64[3] lane = exp %0
        %3: f32[3] lane = tanh %1
        %4: f64[3] lane = while %2 {condition=graph @c(%0: f64[3] lane) {
          %1: f64 lane = reduce %0 {kind=max, axes=[0]}
          %2: f64 lane = log %1
          %3: f64 shared = constant 1.0
          %4: i1 lane = compare %2, %3 {direction=GT}
          return %4
        }, body=graph @b(%0: f64[3] lane) {
          %1: f64[3] lane = log_plus_one %0
          return %1
        }, consts=0}
        return %4, %3
      }
      """;

  @Test
  void functionsInSubgraphsAreReplacedToo() {
    Graph graph = new ExpandFunctions().apply(GraphParser.parse(LOOP, Map.of()));
    String text = graph.toString();
    assertFalse(text.contains(" exp ") || text.contains(" log"), text);
    assertFalse(text.contains(" tanh "), text);
    assertSame(graph, new ExpandFunctions().apply(graph), "nothing is left to replace");
  }

  @Test
  void otherTypesStay() {
    Graph graph = new ExpandFunctions(Set.of(DType.F64)).apply(GraphParser.parse(LOOP, Map.of()));
    String text = graph.toString();
    assertTrue(text.contains(" tanh ") && !text.contains(" exp "), text);
  }

  /// A graph of a narrow type computes nothing in a wide one.
  @ParameterizedTest
  @EnumSource
  void expansionsConsistOfExactOperationsOfTheirType(UnaryFunction function) {
    if (!function.isExact()) {
      isExact(Expansions.graph(function, DType.F64), DType.F32, DType.I32);
      isExact(Expansions.graph(function, DType.F32), DType.F64, DType.I64);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POWER", "ATAN2"})
  void expansionsOfTwoArgumentsToo(BinaryFunction function) {
    isExact(Expansions.graph(function, DType.F64), DType.F32, DType.I32);
    isExact(Expansions.graph(function, DType.F32), DType.F64, DType.I64);
  }

  private static void isExact(Graph graph, DType... foreign) {
    for (Equation equation : graph.equations()) {
      String what = "in the expansion of " + graph.name() + ": " + equation;
      equation
          .results()
          .forEach(result -> assertFalse(Set.of(foreign).contains(result.type().dtype()), what));
      if (equation.op() instanceof Op.Cond(Graph whenTrue, Graph whenFalse)) {
        isExact(whenTrue, foreign);
        isExact(whenFalse, foreign);
      }
      if (equation.op() instanceof Op.Unary(var function)) {
        assertTrue(function.isExact(), what);
      }
      if (equation.op() instanceof Op.Binary(var function)) {
        assertTrue(function.isExact(), what);
      }
    }
  }
}
