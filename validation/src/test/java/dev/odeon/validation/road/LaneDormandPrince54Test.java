package dev.odeon.validation.road;

final class LaneDormandPrince54Test extends AdaptiveMethodTest {
  LaneDormandPrince54Test() {
    super("dormand_prince_54", 1e-12, 1e-8);
  }
}
