package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// That no coefficient of a proven tableau can be another one.
class TableauProofTest {
  /// Below the last digit that most coefficients have as doubles.
  private static final BigDecimal DISTURBANCE = new BigDecimal("1e-19");

  private static TableauBuilder builder(UnaryOperator<String> rows, UnaryOperator<String> dense) {
    return new TableauBuilder(
            Coefficients.parse(Verner6.NODES), Coefficients.parse(rows.apply(Verner6.ROWS)), 6)
        .accurateTo(1e-28)
        .embedded(Coefficients.parse(Verner6.ERROR), 5)
        .interpolant(
            Coefficients.parse(Verner6.MORE_NODES),
            Coefficients.parse(Verner6.MORE_ROWS),
            Coefficients.parse(dense.apply(Verner6.INTERPOLANT)),
            6);
  }

  private static String same(String text) {
    return text;
  }

  /// The numbers of a table and what stands between them.
  private static List<String> parts(String table) {
    return new ArrayList<>(List.of(table.split("(?<=[\\s;])|(?=[\\s;])", -1)));
  }

  private static List<Integer> numbers(List<String> parts) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).isBlank() && !parts.get(i).equals(";") && !parts.get(i).equals("0")) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  private static void disturb(List<String> parts, int at, BigDecimal by) {
    String[] fraction = parts.get(at).split("/", -1);
    BigDecimal value = new BigDecimal(fraction[0]);
    if (fraction.length > 1) {
      value = value.divide(new BigDecimal(fraction[1]), MathContext.DECIMAL128);
    }
    parts.set(at, value.add(by).toString());
  }

  @Test
  void undisturbedItHolds() {
    ButcherTableau tableau = builder(TableauProofTest::same, TableauProofTest::same).build();
    assertEquals(9, tableau.stages());
    assertEquals(12, tableau.allStages());
    assertEquals(6, tableau.denseOrder());
  }

  /// Two neighbours in a row are moved against each other, so that the row's sum stays.
  @Test
  void everyRowIsProven() {
    List<Integer> numbers = numbers(parts(Verner6.ROWS));
    int refused = 0;
    for (int i = 0; i + 1 < numbers.size(); i++) {
      List<String> parts = parts(Verner6.ROWS);
      int first = numbers.get(i);
      int second = numbers.get(i + 1);
      if (parts.subList(first, second).contains(";")) {
        continue;
      }
      disturb(parts, first, DISTURBANCE);
      disturb(parts, second, DISTURBANCE.negate());
      TableauBuilder disturbed = builder(table -> String.join("", parts), TableauProofTest::same);
      String what = "entries " + i + " and " + (i + 1);
      assertThrows(IllegalArgumentException.class, disturbed::build, what);
      refused++;
    }
    assertTrue(refused > 20, "only " + refused + " pairs were tried");
  }

  /// Two coefficients of a stage's polynomial are moved against each other, so that it ends where
  /// it should.
  @Test
  void theInterpolantIsProvenForAllTheta() {
    List<Integer> numbers = numbers(parts(Verner6.INTERPOLANT));
    for (int i = 1; i + 1 < numbers.size(); i += 5) {
      List<String> parts = parts(Verner6.INTERPOLANT);
      disturb(parts, numbers.get(i), DISTURBANCE);
      disturb(parts, numbers.get(i + 1), DISTURBANCE.negate());
      TableauBuilder disturbed = builder(TableauProofTest::same, table -> String.join("", parts));
      String what = "coefficients " + i + " and " + (i + 1);
      assertThrows(IllegalArgumentException.class, disturbed::build, what);
    }
  }

  @Test
  void aRowMustSumToItsNode() {
    List<String> parts = parts(Verner6.ROWS);
    disturb(parts, numbers(parts).get(1), DISTURBANCE);
    TableauBuilder disturbed = builder(table -> String.join("", parts), TableauProofTest::same);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, disturbed::build);
    assertTrue(e.getMessage().startsWith("Butcher tableau: row 2 sums to"), e.getMessage());
  }

  @Test
  void aHigherOrderIsRefused() {
    TableauBuilder tooHigh =
        builder(TableauProofTest::same, TableauProofTest::same)
            .embedded(Coefficients.parse(Verner6.ERROR), 6);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, tooHigh::build);
    assertTrue(e.getMessage().contains("b - e violates the order condition"), e.getMessage());
  }

  /// A cubic cannot be of order 4, whatever its coefficients.
  @Test
  void anInterpolantOfTooLowDegreeIsRefused() {
    double[][] rows = {{}, {0.5}, {0, 0.5}, {0, 0, 1}, {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}};
    double[][] dense = {
      {1, -1.5, 2.0 / 3}, {0, 1, -2.0 / 3}, {0, 1, -2.0 / 3}, {0, 0.5, -1.0 / 3}, {0, -1, 1}
    };
    TableauBuilder cubic =
        new TableauBuilder(
            Coefficients.of(new double[] {0, 0.5, 0.5, 1, 1}), Coefficients.of(rows), 4);
    cubic.interpolant(Coefficients.of(dense), 3).build();
    assertThrows(
        IllegalArgumentException.class, cubic.interpolant(Coefficients.of(dense), 4)::build);
  }

  @Test
  void theSecondEstimateIsProvenToo() {
    TableauBuilder tooHigh =
        builder(TableauProofTest::same, TableauProofTest::same)
            .secondEmbedded(Coefficients.parse("1/2;"), 1);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, tooHigh::build);
    assertTrue(e.getMessage().contains("the second b - e"), e.getMessage());
  }

  @Test
  void ordersAreThePublishedOnes() {
    assertOrders(Verner6.METHOD, 6, 5, 6);
    assertOrders(Verner7.METHOD, 7, 6, 6);
    assertOrders(Verner8.METHOD, 8, 7, 8);
    assertOrders(Verner9.METHOD, 9, 8, 9);
    assertOrders(DormandPrince853.METHOD, 8, 5, 7);
    assertOrders(DormandPrince87.METHOD, 8, 7, 7);
    assertOrders(dev.odeon.ode.hipparchus.HipparchusTableaus.LUTHER, 6, 0, 5);
  }

  private static void assertOrders(ExplicitRungeKutta method, int order, int embedded, int dense) {
    ButcherTableau tableau = method.tableau();
    assertEquals(order, tableau.order(), method + ": order");
    assertEquals(embedded, tableau.embeddedOrder(), method + ": embedded order");
    assertEquals(dense, tableau.denseOrder(), method + ": order of the interpolant");
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertThrows(NumberFormatException.class, () -> Coefficients.parse("1 one;"));
    assertThrows(NumberFormatException.class, () -> Coefficients.parse("1; 2"));
  }
}
