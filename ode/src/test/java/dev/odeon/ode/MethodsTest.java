package dev.odeon.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.hipparchus.HipparchusMethod;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.Method;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsTest {
  @Test
  void everyMethodIsFoundByItsOwnName() {
    for (Method method : Methods.all()) {
      assertSame(method, Methods.named(method.name()));
    }
  }

  @Test
  void everyMethodHasItsCitationAndARoad() {
    for (String name : Methods.names()) {
      assertTrue(Methods.citation(name).length() > 20, name + ": " + Methods.citation(name));
      assertTrue(!Methods.roads(name).isEmpty(), name + " runs nowhere");
    }
    assertTrue(Methods.citation("tsit5").startsWith("Ch. Tsitouras"), Methods.citation("tsit5"));
    assertEquals(Methods.citation("gill"), Methods.citation("hipparchus:gill"));
  }

  @Test
  void roadsAreThoseOnWhichTheNameRuns() {
    assertEquals(EnumSet.of(Road.LANES), Methods.roads("verner9"));
    assertEquals(EnumSet.of(Road.LANES), Methods.roads("rodas5p"));
    assertEquals(EnumSet.allOf(Road.class), Methods.roads("dormand_prince_853"));
    assertEquals(EnumSet.of(Road.HIPPARCHUS), Methods.roads("hipparchus:dormand_prince_853"));
    assertEquals(EnumSet.of(Road.HIPPARCHUS), Methods.roads("adams_moulton"));
    assertEquals(EnumSet.of(Road.HIPPARCHUS), Methods.roads("hipparchus:adams_moulton"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"euler", "midpoint", "classical_runge_kutta", "dormand_prince_54", "tsit5"})
  void lanesComeFirstWhereBothRoadsHaveTheName(String name) {
    assertInstanceOf(ExplicitRungeKutta.class, Methods.named(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "euler",
        "midpoint",
        "classical_runge_kutta",
        "gill",
        "three_eighthes",
        "luther",
        "higham_hall_54",
        "dormand_prince_54",
        "dormand_prince_853",
        "gragg_bulirsch_stoer",
        "adams_bashforth",
        "adams_moulton"
      })
  void thePrefixAsksForHipparchus(String name) {
    HipparchusMethod method =
        assertInstanceOf(HipparchusMethod.class, Methods.named("hipparchus:" + name));
    assertTrue(method.name().endsWith(name), method.name());
  }

  @ParameterizedTest
  @CsvSource({
    "dormand_prince_45, dormand_prince_54",
    "Tsit5, tsit5",
    "adams_moultn, adams_moulton",
    "hipparchus:euller, hipparchus:euler"
  })
  void anUnknownNameIsToldWithTheNearest(String wrong, String nearest) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Methods.named(wrong));
    assertTrue(e.getMessage().contains("'" + wrong + "'"), e.getMessage());
    assertTrue(e.getMessage().contains("'" + nearest + "'"), e.getMessage());
  }

  @Test
  void hipparchusHasNoMethodOfOurs() {
    assertThrows(IllegalArgumentException.class, () -> Methods.named("hipparchus:tsit5"));
  }

  @Test
  void aVeryLongNameIsToldToo() {
    String wrong = "x".repeat(1_000_000);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Methods.named(wrong));
    assertTrue(e.getMessage().length() < 200, "the message repeats the name");
    assertThrows(IllegalArgumentException.class, () -> Methods.named(""));
  }
}
