package dev.odeon.cli.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationOrderTest {
  private static Map<String, Expression> formulas(String... namesAndTexts) {
    Map<String, Expression> formulas = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      formulas.put(namesAndTexts[i], ExpressionParser.parse(namesAndTexts[i + 1]));
    }
    return formulas;
  }

  @Test
  void eachStandsAfterThoseThatItNeeds() {
    assertEquals(
        List.of("c", "b", "a", "d"),
        EvaluationOrder.of(formulas("a", "b + x", "b", "2*c", "c", "x", "d", "a")));
  }

  @Test
  void aCircleIsShown() {
    CyclicFormulaException fault =
        assertThrows(
            CyclicFormulaException.class,
            () -> EvaluationOrder.of(formulas("a", "b", "b", "sin(c)", "c", "1 + b")));
    assertEquals("needs itself: b -> c -> b", fault.getMessage());
    assertEquals("b", fault.name());
  }

  @Test
  void hostileChainsEndInAMessageNotInAStackOverflow() {
    Map<String, Expression> chain = new LinkedHashMap<>();
    for (int i = 0; i < 100_000; i++) {
      chain.put("x" + i, new Expression.Name("x" + (i + 1), 0));
    }
    CyclicFormulaException fault =
        assertThrows(CyclicFormulaException.class, () -> EvaluationOrder.of(chain));
    assertEquals("needs a chain of more than 500 other formulas", fault.getMessage());
  }
}
