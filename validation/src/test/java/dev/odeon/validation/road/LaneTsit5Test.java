package dev.odeon.validation.road;

final class LaneTsit5Test extends AdaptiveMethodTest {
  LaneTsit5Test() {
    super("tsit5", 1e-12, 1e-8);
  }
}
