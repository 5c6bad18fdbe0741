package dev.odeon.validation.road;

final class DormandPrince54Test extends AdaptiveMethodTest {
  DormandPrince54Test() {
    super("hipparchus:dormand_prince_54", 1e-12, 1e-8);
  }
}
