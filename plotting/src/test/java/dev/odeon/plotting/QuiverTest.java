package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QuiverTest {
  private static final Frame FRAME =
      new Frame(new Range(0, 20), AxisScale.LINEAR, new Range(0, 40), AxisScale.LINEAR);

  @Test
  void arrowsPointAlongTheFieldAndAreCentredOnTheGrid() {
    Series arrows = Quiver.of((x, y) -> new PlaneField.Velocity(3, 0), FRAME, 1);
    assertEquals(20 * 20 * 6, arrows.size());
    assertEquals(0.5, (arrows.x(0) + arrows.x(1)) / 2, 1e-12, "middle of the first shaft");
    assertEquals(arrows.y(0), arrows.y(1), 1e-12, "a horizontal shaft");
    assertTrue(arrows.x(1) > arrows.x(0), "the tip lies downstream");
    assertTrue(arrows.x(2) < arrows.x(1) && arrows.x(4) < arrows.x(1), "barbs point back");
    assertEquals(arrows.y(1) - arrows.y(2), arrows.y(4) - arrows.y(3), 1e-12, "barbs are even");
    assertTrue(Double.isNaN(arrows.y(5)), "a gap ends the arrow");
  }

  @Test
  void arrowsHaveOneLengthOnThePage() {
    Series arrows = Quiver.of((x, y) -> new PlaneField.Velocity(y - 20, x * x), FRAME, 1);
    for (int i = 0; i < arrows.size(); i += 6) {
      double u = (arrows.x(i + 1) - arrows.x(i)) / 20;
      double v = (arrows.y(i + 1) - arrows.y(i)) / 40;
      assertEquals(0.62 / 20, Math.hypot(u, v), 1e-12, "arrow " + i / 6);
    }
  }

  @Test
  void noArrowWhereTheFieldRestsOrBreaks() {
    assertEquals(0, Quiver.of((x, y) -> new PlaneField.Velocity(0, 0), FRAME, 1).size());
    assertEquals(0, Quiver.of((x, y) -> new PlaneField.Velocity(Double.NaN, 1), FRAME, 1).size());
    assertEquals(0, Quiver.of((x, y) -> new PlaneField.Velocity(1, 1 / 0.0), FRAME, 1).size());
  }
}
