package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

class PictureTest {
  private static final double[] T = {0, 1, 2, 3, 4, 5};
  private static final double[] A = {1, 4, 2, 8, 5, 7};
  private static final double[] B = {2, 1, 3, 2, 4, 3};

  @TempDir Path folder;

  static Stream<Picture> pictures() {
    TrajectoryPlot plot =
        TrajectoryPlot.of("A & B < C", Axis.of("time", "h"), Axis.of("mass", "mg"))
            .withFitted(Series.of("hare <&>", T, A))
            .withFitted(Series.of("lynx", T, B))
            .withData(Series.of("hare <&>", T, B))
            .withHeldOutFrom(3);
    PhasePortrait portrait =
        PhasePortrait.of("plane", Axis.of("a"), Axis.of("b").on(AxisScale.LOG))
            .withTrajectory(Series.of("path", A, B))
            .withData(Series.of("seen", B, A))
            .withField((x, y) -> new PlaneField.Velocity(-y, x));
    LossCurve curve =
        LossCurve.of("", Series.ofSteps("training", A))
            .withValidation(Series.ofSteps("validation", B))
            .withStage("L-BFGS", 3);
    WorkPrecision diagram =
        WorkPrecision.of("work", Axis.of("error"), Axis.of("time", "ms"))
            .withMethod(Series.of("tsit5", A, B))
            .withMethod(Series.of("bdf", B, A));
    HeatMap map =
        HeatMap.of("map", Axis.of("a"), Axis.of("b"), HeatGrid.square("height", 0, 9, 20))
            .withData(Series.of("seen", A, B));
    return Stream.of(plot, plot.withSize(new PictureSize(300, 200)), portrait, curve, diagram, map);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void pngDecodesToTwicePointsAndShowsInk(Picture picture) throws IOException {
    Path file = folder.resolve("picture.PNG");
    PictureReport report = picture.write(file);
    BufferedImage image = ImageIO.read(file.toFile());
    PictureSize size = Sketch.of(picture).size();
    assertEquals(2 * size.width(), image.getWidth());
    assertEquals(2 * size.height(), image.getHeight());
    assertTrue(colours(image).contains(Palette.ink(0).getRGB()), "no pixel has the first ink");
    assertEquals(Color.WHITE.getRGB(), image.getRGB(1, image.getHeight() - 2), "corner");
    assertEquals(List.of(), report.remarks());
    assertEquals(file, report.file());
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void svgIsXmlOfThatSizeAndNamesItsSeries(Picture picture) throws Exception {
    Path file = folder.resolve("picture.svg");
    PictureReport report = picture.write(file);
    Element svg = parse(file);
    PictureSize size = Sketch.of(picture).size();
    assertEquals(size.width() + "px", svg.getAttribute("width"));
    assertEquals(size.height() + "px", svg.getAttribute("height"));
    assertEquals(Sketch.of(picture).title(), text(svg, "title"));
    for (SeriesReport series : report.series()) {
      assertTrue(text(svg, "desc").contains(series.series()), series::series);
    }
  }

  @Test
  void dataHaveTheColourOfTheirLineAndStatesDiffer() {
    TrajectoryPlot plot =
        TrajectoryPlot.of("", Axis.of("t"), Axis.of("y"))
            .withFitted(Series.of("hare", T, A))
            .withFitted(Series.of("lynx", T, B))
            .withData(Series.of("lynx", T, B))
            .withData(Series.of("hare", T, A));
    List<Layer> layers = plot.sketch().layers();
    int hareLine = ((Layer.Curve) layers.get(0)).ink();
    int lynxLine = ((Layer.Curve) layers.get(1)).ink();
    assertEquals(lynxLine, ((Layer.Points) layers.get(2)).ink());
    assertEquals(hareLine, ((Layer.Points) layers.get(3)).ink());
    assertNotEquals(Palette.ink(hareLine), Palette.ink(lynxLine));
  }

  @Test
  void curvesAreOnePathEach() throws Exception {
    double[] y = new double[5000];
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.sin(i * 0.01);
    }
    Path file = folder.resolve("wave.svg");
    TrajectoryPlot.of("", Axis.of("t"), Axis.of("y"))
        .withFitted(Series.ofSteps("wave", y))
        .write(file);
    assertTrue(Files.size(file) < 150_000, () -> "large SVG: " + file.toFile().length());
  }

  @Test
  void lossAxisIsLogarithmicOnlyIfAllLossesArePositive() {
    assertEquals(AxisScale.LOG, LossCurve.of("", Series.ofSteps("loss", A)).loss().scale());
    double[] signed = {1, -1};
    LossCurve linear = LossCurve.of("", Series.ofSteps("loss", signed));
    assertEquals(AxisScale.LINEAR, linear.loss().scale());
    LossCurve mixed =
        LossCurve.of("", Series.ofSteps("loss", A))
            .withValidation(Series.ofSteps("validation", signed));
    assertEquals(AxisScale.LINEAR, mixed.loss().scale());
    double[] broken = {1, Double.NaN, 0.5};
    LossCurve diverged = LossCurve.of("", Series.ofSteps("loss", broken));
    assertEquals(AxisScale.LOG, diverged.loss().scale());
  }

  @Test
  void legendWrapsWithinThePictureAndLeavesSingleEntriesOut() {
    TrajectoryPlot plot = TrajectoryPlot.of("", Axis.of("t"), Axis.of("y"));
    assertEquals(0, legend(plot.withFitted(Series.of("only", T, A))).height());
    for (int k = 0; k < 12; k++) {
      plot = plot.withFitted(Series.of("a rather long name of state " + k, T, A));
    }
    Legend legend = legend(plot);
    assertEquals(12, legend.labels().size());
    assertTrue(legend.height() > 4 * 20, "twelve long names need several rows");
  }

  private static Legend legend(Picture picture) {
    Drawing drawing = Drawing.of(Sketch.of(picture));
    return Legend.of(drawing.items(), drawing.sketch().size().width());
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours;
  }

  private static Element parse(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static String text(Element svg, String tag) {
    return svg.getElementsByTagName(tag).item(0).getTextContent();
  }
}
