package dev.odeon.validation.road;

final class AdamsBashforthTest extends AdaptiveMethodTest {
  AdamsBashforthTest() {
    super("adams_bashforth", 1e-12, 1e-8);
  }
}
