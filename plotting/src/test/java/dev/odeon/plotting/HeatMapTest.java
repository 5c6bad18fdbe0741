package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeatMapTest {
  private static final HeatGrid BOARD = HeatGrid.square("height", -1, 1, 2);

  @TempDir Path folder;

  @Test
  void cellsCountFromTheBottomLeft() {
    HeatGrid grid = new HeatGrid("g", 0, 3, 10, 12, 3, 2);
    assertEquals(0.5, grid.x(0));
    assertEquals(10.5, grid.y(0));
    assertEquals(2.5, grid.x(5));
    assertEquals(11.5, grid.y(5));
    assertEquals(11.5, grid.middles()[6 + 3], "middles hold all x before all y");
    assertEquals(1, grid.cellArea());
    assertEquals(2.5 * 11.5, grid.with((x, y) -> x * y).value(5));
  }

  /// The darkest colour belongs to the largest number, white to the smallest, and up is up.
  @Test
  void largeNumbersAreDarkAndUpIsUp() throws IOException {
    Path file = folder.resolve("board.png");
    HeatMap map =
        HeatMap.of("board", Axis.of("x"), Axis.of("y"), BOARD.with(new double[] {0, 0.25, 0.5, 1}));
    PictureReport report = map.write(file);
    assertEquals(new SeriesReport("height", 4, 4, 0), report.series().getFirst());
    BufferedImage image = ImageIO.read(file.toFile());
    int width = image.getWidth();
    int height = image.getHeight();
    Color lowLeft = new Color(image.getRGB(width * 3 / 10, height * 7 / 10));
    Color topRight = new Color(image.getRGB(width * 8 / 10, height * 2 / 10));
    Color topLeft = new Color(image.getRGB(width * 3 / 10, height * 2 / 10));
    assertEquals(Color.WHITE, lowLeft);
    assertEquals(new Color(0x03, 0x24, 0x4D), topRight);
    assertTrue(topLeft.getRed() < 255 && topLeft.getRed() > topRight.getRed(), "" + topLeft);
  }

  @Test
  void anSvgHoldsTheCellsAsOneImage() throws IOException {
    Path file = folder.resolve("board.svg");
    HeatGrid large = HeatGrid.square("height", -1, 1, 300).with((x, y) -> x * y);
    HeatMap.of("board", Axis.of("x"), Axis.of("y"), large)
        .withData(Series.of("seen", new double[] {0.5, 7}, new double[] {0.5, 7}))
        .write(file);
    String svg = Files.readString(file);
    assertEquals(2, svg.split("<image", -1).length, "number of images in the SVG, plus one");
    assertTrue(svg.length() < 400_000, "SVG of " + svg.length() + " characters");
    assertTrue(svg.contains("height, seen"), "the description names grid and data");
  }

  @Test
  void numbersThatCannotBeDrawnAreBlankAndReported() throws IOException {
    HeatGrid grid = BOARD.with(new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY, 2});
    PictureReport report =
        HeatMap.of("", Axis.of("x"), Axis.of("y"), grid).write(folder.resolve("holes.png"));
    assertEquals(new SeriesReport("height", 4, 2, 2), report.series().getFirst());
    HeatGrid none = BOARD.with((x, y) -> Double.NaN);
    HeatMap.of("", Axis.of("x"), Axis.of("y"), none).write(folder.resolve("none.png"));
    HeatMap.of("", Axis.of("x"), Axis.of("y"), BOARD).write(folder.resolve("flat.png"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e17, -1e300, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE})
  void gridsOfHugeNumbersAreDrawn(double number) throws IOException {
    HeatGrid constant = BOARD.with((x, y) -> number);
    HeatMap.of("", Axis.of("x"), Axis.of("y"), constant).write(folder.resolve("huge.png"));
    HeatGrid both = BOARD.with(new double[] {number, -number, 0, 1});
    PictureReport report =
        HeatMap.of("", Axis.of("x"), Axis.of("y"), both).write(folder.resolve("both.png"));
    assertEquals(new SeriesReport("height", 4, 4, 0), report.series().getFirst());
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertRefused("too far apart", () -> HeatGrid.square("g", -1.7e308, 1.7e308, 5));

    assertRefused("3 numbers for 4 cells", () -> BOARD.with(new double[3]));
    assertRefused("left 1.0 is not below right 1.0", () -> HeatGrid.square("g", 1, 1, 2));
    assertRefused("0 columns", () -> HeatGrid.square("g", 0, 1, 0));
    assertRefused("name of a heat grid", () -> HeatGrid.square(" ", 0, 1, 1));
    assertRefused(
        "second axis is not linear",
        () -> HeatMap.of("", Axis.of("x"), Axis.of("y").on(AxisScale.LOG), BOARD));
  }

  private static void assertRefused(String words, Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }
}
