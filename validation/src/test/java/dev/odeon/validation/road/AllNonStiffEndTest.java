package dev.odeon.validation.road;

import org.junit.jupiter.api.Tag;

/// Every explicit method on every problem that is not stiff and not of DETEST.
@Tag("nightly")
final class AllNonStiffEndTest extends NonStiffEndTest {
  @Override
  int stride() {
    return 1;
  }
}
