package dev.odeon.validation.road;

final class AdamsMoultonTest extends AdaptiveMethodTest {
  AdamsMoultonTest() {
    super("adams_moulton", 1e-12, 1e-8);
  }
}
