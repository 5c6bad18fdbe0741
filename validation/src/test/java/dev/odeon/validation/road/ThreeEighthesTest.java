package dev.odeon.validation.road;

final class ThreeEighthesTest extends FixedStepMethodTest {
  ThreeEighthesTest() {
    super("three_eighthes", 100, 4);
  }
}
