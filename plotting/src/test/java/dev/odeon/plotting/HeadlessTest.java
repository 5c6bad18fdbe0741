package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadlessTest {
  @Test
  void noDisplayNamedMeansNone() {
    assertTrue(Headless.withoutDisplay("Linux", Map.of()));
    assertTrue(Headless.withoutDisplay("Linux", Map.of("DISPLAY", "")));
    assertFalse(Headless.withoutDisplay("Linux", Map.of("DISPLAY", ":0")));
    assertFalse(Headless.withoutDisplay("Windows 11", Map.of()));
    assertFalse(Headless.withoutDisplay("Mac OS X", Map.of()));
  }
}
