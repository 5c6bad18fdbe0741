package dev.odeon.validation.road;

final class EulerTest extends FixedStepMethodTest {
  EulerTest() {
    super("hipparchus:euler", 5000, 1);
  }
}
