package dev.odeon.validation.road;

final class HighamHall54Test extends AdaptiveMethodTest {
  HighamHall54Test() {
    super("higham_hall_54", 1e-12, 1e-8);
  }
}
