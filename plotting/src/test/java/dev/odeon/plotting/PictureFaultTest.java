package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFaultTest {
  private static final TrajectoryPlot EMPTY = TrajectoryPlot.of("", Axis.of("t"), Axis.of("y"));
  private static final TrajectoryPlot PLOT =
      EMPTY.withFitted(Series.ofSteps("a", new double[] {1, 2, 3}));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(AxisScale.class)
  void valuesThatCannotBeDrawnAreGapsAndReported(AxisScale scale) throws IOException {
    double[] y = {1, Double.POSITIVE_INFINITY, 3, Double.NaN, 1e101, 6, Double.NEGATIVE_INFINITY};
    double[] x = {0, 1, 2, 3, 4, 5, 6};
    TrajectoryPlot plot =
        TrajectoryPlot.of("", Axis.of("t"), Axis.of("y").on(scale))
            .withFitted(Series.of("line", x, y))
            .withData(Series.of("dots", y, x));
    PictureReport report = plot.write(folder.resolve("gaps.png"));
    SeriesReport line = report.series().get(0);
    assertEquals(new SeriesReport("line", 7, 3, 4), line);
    assertEquals(
        "series 'line': 4 of 7 values cannot be drawn and are gaps", report.remarks().get(0));
    int dots =
        switch (scale) {
          case LINEAR -> 3;
          case LOG -> 2;
        };
    assertEquals(new SeriesReport("dots", 7, dots, 7 - dots), report.series().get(1));
    assertNotNull(ImageIO.read(folder.resolve("gaps.png").toFile()));
  }

  @Test
  void emptySeriesAreLeftOutAndReported() throws IOException {
    double[] none = {};
    double[] nan = {Double.NaN, Double.NaN};
    PictureReport report =
        PLOT.withFitted(Series.of("empty", none, none))
            .withData(Series.of("void", nan, nan))
            .write(folder.resolve("empty.png"));
    assertEquals(
        List.of(
            "series 'empty' is empty and was left out",
            "series 'void' has no value that can be drawn and was left out"),
        report.remarks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing.png", "nothing.svg"})
  void picturesOfNothingAreStillPictures(String name) throws IOException {
    double[] none = {};
    Series empty = Series.of("empty", none, none);
    Axis log = Axis.of("y").on(AxisScale.LOG);
    EMPTY.write(folder.resolve(name));
    TrajectoryPlot.of("", log, log).write(folder.resolve(name));
    PhasePortrait.of("", Axis.of(""), Axis.of(""))
        .withTrajectory(empty)
        .write(folder.resolve(name));
    LossCurve.of("", empty).withStage("late", 1e9).write(folder.resolve(name));
    assertTrue(Files.size(folder.resolve(name)) > 1000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1e100, 1e-300, 1e100})
  void constantSeriesOfAnySizeAreDrawn(double value) throws IOException {
    double[] y = {value, value, value};
    PictureReport report =
        EMPTY.withFitted(Series.ofSteps("flat", y)).write(folder.resolve("flat.png"));
    assertEquals(List.of(), report.remarks());
  }

  @Test
  void tenMillionPointsAndInfinitiesTakeLessThanFiveSeconds() throws IOException {
    double[] y = new double[10_000_000];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 1_000_000 == 77 ? Double.POSITIVE_INFINITY : Math.sin(i * 1e-6);
    }
    TrajectoryPlot plot = EMPTY.withFitted(Series.ofSteps("long", y));
    Path file = folder.resolve("long.png");
    PictureReport report = assertTimeout(Duration.ofSeconds(5), () -> plot.write(file));
    SeriesReport series = report.series().getFirst();
    assertEquals(10, series.gaps());
    assertTrue(series.drawn() <= Decimation.LIMIT, series::toString);
    assertTrue(series.drawn() > Decimation.LIMIT / 2, series::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"picture.gif", "picture", "png", ".png", "picture.png.txt"})
  void refusesOtherExtensionsNamingTheFile(String name) {
    Path file = folder.resolve(name);
    var e = assertThrows(IllegalArgumentException.class, () -> PLOT.write(file));
    assertEquals("picture file " + file + " ends in neither .png nor .svg", e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void namesTheFileAndTheReasonWhereItCannotWrite() throws IOException {
    Path missing = folder.resolve("no/such/picture.png");
    var e = assertThrows(IOException.class, () -> PLOT.write(missing));
    assertEquals(
        "cannot write picture %s: the folder %s does not exist"
            .formatted(missing, missing.getParent()),
        e.getMessage());
    Path taken = Files.createDirectory(folder.resolve("folder.png"));
    e = assertThrows(IOException.class, () -> PLOT.write(taken));
    assertEquals("cannot write picture " + taken + ": it is a folder", e.getMessage());
    Path underFile = Files.createFile(folder.resolve("file")).resolve("picture.svg");
    e = assertThrows(IOException.class, () -> PLOT.write(underFile));
    assertTrue(e.getMessage().startsWith("cannot write picture " + underFile), e.getMessage());
  }

  @Test
  void refusesReadOnlyFolders() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assertTrue(locked.toFile().setWritable(false));
    try {
      Assumptions.assumeFalse(Files.isWritable(locked), "this user may write everywhere");
      var e = assertThrows(IOException.class, () -> PLOT.write(locked.resolve("a.png")));
      assertTrue(e.getMessage().endsWith("is not writable"), e.getMessage());
    } finally {
      assertTrue(locked.toFile().setWritable(true));
    }
  }

  @Test
  void aFailedWriteNamesTheFileAndLeavesOnlyTheOldOne() throws IOException {
    Path file = folder.resolve("picture.png");
    Files.write(file, new byte[] {1});
    WholeFile target = WholeFile.at(file);
    Files.delete(file);
    Files.createDirectories(file.resolve("full"));
    var e = assertThrows(IOException.class, () -> target.write(new byte[] {2}));
    assertTrue(e.getMessage().startsWith("cannot write picture " + file + ": "), e.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList(), "no temporary file stays behind");
    }
  }

  @Test
  void replacesAnOlderPictureAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("picture.png");
    Files.write(file, new byte[] {1});
    PLOT.write(file);
    byte[] header = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    byte[] start = new byte[8];
    System.arraycopy(Files.readAllBytes(file), 0, start, 0, 8);
    assertArrayEquals(header, start);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void refusesBadConfiguration() {
    assertMessage("picture width 10 is not in 200..4000 points", () -> new PictureSize(10, 300));
    assertMessage("heldOutFrom NaN is not finite", () -> PLOT.withHeldOutFrom(Double.NaN));
    assertMessage(
        "stage 'Adam' begins at step Infinity",
        () ->
            LossCurve.of("", Series.ofSteps("loss", new double[] {1}))
                .withStage("Adam", Double.POSITIVE_INFINITY));
    assertMessage(
        "the title of a picture holds the unprintable character U+0007",
        () -> TrajectoryPlot.of("\u0007", Axis.of("t"), Axis.of("y")));
  }

  private static void assertMessage(String message, Runnable action) {
    var e = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, e.getMessage());
  }
}
