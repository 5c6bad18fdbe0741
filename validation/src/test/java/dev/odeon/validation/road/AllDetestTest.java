package dev.odeon.validation.road;

import org.junit.jupiter.api.Tag;

/// Every explicit method on every problem of DETEST.
@Tag("nightly")
final class AllDetestTest extends DetestTest {
  @Override
  int stride() {
    return 1;
  }
}
