package dev.odeon.validation.road;

final class GraggBulirschStoerTest extends AdaptiveMethodTest {
  GraggBulirschStoerTest() {
    super("gragg_bulirsch_stoer", 1e-12, 1e-8);
  }
}
