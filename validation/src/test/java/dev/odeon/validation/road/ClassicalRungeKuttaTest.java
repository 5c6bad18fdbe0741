package dev.odeon.validation.road;

final class ClassicalRungeKuttaTest extends FixedStepMethodTest {
  ClassicalRungeKuttaTest() {
    super("hipparchus:classical_runge_kutta", 100, 4);
  }
}
