package dev.odeon.nn.function;

import org.junit.jupiter.api.Tag;

/// The derivative of every function, at many points.
@Tag("nightly")
class DerivativeAccuracyAtManyPointsTest extends DerivativeAccuracyTest {
  @Override
  int samples() {
    return 48;
  }
}
