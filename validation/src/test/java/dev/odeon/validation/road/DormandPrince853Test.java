package dev.odeon.validation.road;

final class DormandPrince853Test extends AdaptiveMethodTest {
  DormandPrince853Test() {
    super("dormand_prince_853", 1e-12, 1e-8);
  }
}
