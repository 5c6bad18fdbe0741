package dev.odeon.validation.road;

final class LutherTest extends FixedStepMethodTest {
  LutherTest() {
    super("luther", 40, 6);
  }
}
