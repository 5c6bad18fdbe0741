package dev.odeon.validation.road;

final class MidpointTest extends FixedStepMethodTest {
  MidpointTest() {
    super("hipparchus:midpoint", 200, 2);
  }
}
