package dev.odeon.validation.road;

final class GillTest extends FixedStepMethodTest {
  GillTest() {
    super("gill", 100, 4);
  }
}
