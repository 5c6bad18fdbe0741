package dev.odeon.cli.fitfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.data.Comparison;
import dev.odeon.cli.data.RowCondition;
import dev.odeon.cli.expression.ExpressionPrinter;
import dev.odeon.nn.backend.Device;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitFileReaderTest {
  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(FitFileReaderTest.class.getResource(name)).toURI());
    } catch (URISyntaxException fault) {
      throw new IllegalStateException(fault);
    }
  }

  @Test
  void readsTheSpecificationsOwnFile() {
    Path path = resource("lotka-volterra.yaml");
    FitFile file = FitFileReader.read(path, List.of());
    DataSection data = file.data().orElseThrow();
    assertEquals(path.resolveSibling("hudson_bay.csv"), data.file());
    assertEquals("year", data.time());
    assertEquals(Map.of("hare", "hare", "lynx", "lynx"), data.observe());
    assertEquals(new TimeSection.FromData(), file.time());
    assertEquals(new InitialValue.Fitted(30, Bounds.NONE), file.states().get("hare"));
    assertEquals(List.of("a", "b", "d", "g"), List.copyOf(file.parameters().keySet()));
    assertEquals(
        new ParameterSpec(0.02, new Bounds(0, Double.POSITIVE_INFINITY)),
        file.parameters().get("b"));
    Formula hare = Objects.requireNonNull(file.equations().get("hare"));
    assertEquals("a * hare - b * hare * lynx", ExpressionPrinter.print(hare.expression()));
    assertEquals("equation 'hare'", hare.label());
    checkDefaults(file);
  }

  /// The specification's file states the defaults; a file without those sections must get the same.
  @Test
  void absentSectionsHaveTheDefaultsShown(@TempDir Path folder) throws IOException {
    String text = "states: {x: 1}\nequations: {x: -x}\ntime: {from: 0, to: 1}\n";
    FitFile file = FitFileReader.read(Files.writeString(folder.resolve("f.yaml"), text), List.of());
    assertEquals(Optional.empty(), file.data());
    assertEquals(new TimeSection.Span(0, 1, 101), file.time());
    assertEquals(Map.of(), file.parameters());
    checkDefaults(file);
  }

  private static void checkDefaults(FitFile file) {
    assertEquals(Map.of(), file.constants());
    assertEquals(Map.of(), file.networks());
    assertEquals(Map.of(), file.derived());
    assertEquals(List.of(), file.events());
    assertEquals(new LossSpec(LossKind.MSE, LossScale.LOG, Map.of()), file.loss());
    assertEquals(new Holdout.Count(0), file.holdout());
    assertEquals(
        new SolverSpec(SolverMethod.DEFAULT, 1e-6, 1e-6, 100_000, OptionalDouble.empty()),
        file.solver());
    assertEquals(GradientMethod.DISCRETE, file.gradient());
    assertEquals(List.of(new Stage.Adam(0.05, 500), new Stage.Lbfgs(200)), file.optimize());
    assertEquals(1, file.starts());
    assertEquals(1, file.seed());
    assertEquals(Device.cpu(), file.device());
    assertEquals(0, file.threads());
    assertEquals(Path.of("out"), file.output());
  }

  @Test
  void readsEverySectionInItsOtherForms() {
    Path path = resource("universal.yaml");
    FitFile file = FitFileReader.read(path, List.of());
    DataSection data = file.data().orElseThrow();
    assertEquals(Optional.of(new RowCondition("Subject", Comparison.EQUAL, "1")), data.rows());
    assertEquals(path.resolveSibling("data/pelts.csv"), data.file());
    assertEquals(List.of("total", "lynx"), List.copyOf(data.observe().keySet()));
    assertEquals(List.of(1.0, 0.75, 0.5, 0.25, 0.0), ((TimeSection.Span) file.time()).times());
    assertEquals(new InitialValue.Fitted(4, new Bounds(0.1, 1000)), file.states().get("lynx"));
    assertEquals(1e-6, file.parameters().get("L0").start());
    assertEquals(Map.of("N", 30.0, "e", 3.0), file.constants());
    assertEquals(
        new NetworkSpec(
            2,
            List.of(
                new LayerSpec(8, Activation.TANH),
                new LayerSpec(4, Activation.SOFTPLUS),
                new LayerSpec(2, Activation.IDENTITY)),
            Initialization.KAIMING_NORMAL),
        file.networks().get("interaction"));
    assertEquals(new LossSpec(LossKind.HUBER, LossScale.VALUE, Map.of("total", 2.5)), file.loss());
    assertEquals(1, file.loss().weight("lynx"));
    assertEquals(
        new SolverSpec(new SolverMethod("tsit5"), 1e-8, 1e-9, 10, OptionalDouble.empty()),
        file.solver());
    assertEquals(GradientMethod.FORWARD, file.gradient());
    assertEquals(
        List.of(new Stage.Lbfgs(200), new Stage.Adam(0.05, 3), new Stage.LevenbergMarquardt(4)),
        file.optimize());
    assertEquals(8, file.starts());
    assertEquals(-12_345_678_901L, file.seed());
    assertEquals(Device.auto(), file.device());
    assertEquals(2, file.threads());
    assertEquals(Path.of("results/here"), file.output());
  }

  @Test
  void ordersFormulasThatNeedEachOther() {
    FitFile file = FitFileReader.read(resource("universal.yaml"), List.of());
    assertEquals(List.of("total", "share"), file.derivedOrder());
    assertEquals(List.of("hare", "wolf"), file.initialOrder());
    assertInstanceOf(InitialValue.Computed.class, file.states().get("wolf"));
    Formula wolf = Objects.requireNonNull(file.equations().get("wolf"));
    assertEquals("-0.1 * wolf + share", ExpressionPrinter.print(wolf.expression()));
  }

  @Test
  void readsEvents() {
    List<EventSpec> events = FitFileReader.read(resource("universal.yaml"), List.of()).events();
    assertEquals(
        List.of(24.0, 48.0), assertInstanceOf(EventSpec.Scheduled.class, events.get(0)).at());
    assertEquals(List.of("hare", "lynx"), List.copyOf(events.get(1).changes().keySet()));
    EventSpec.Triggered down = assertInstanceOf(EventSpec.Triggered.class, events.get(2));
    assertEquals(Direction.DOWN, down.direction());
    assertEquals("hare - 1", ExpressionPrinter.print(down.when().expression()));
    assertEquals(
        Direction.BOTH, assertInstanceOf(EventSpec.Triggered.class, events.get(3)).direction());
  }

  @Test
  void holdoutCountsPointsOrTakesAFraction() {
    assertEquals(5, new Holdout.Fraction(0.25).points(21));
    assertEquals(3, new Holdout.Count(3).points(21));
    assertEquals(0, Holdout.none().points(21));
  }

  @Test
  void networksKnowTheirSize() {
    NetworkSpec network =
        Objects.requireNonNull(
            FitFileReader.read(resource("universal.yaml"), List.of())
                .networks()
                .get("interaction"));
    assertEquals(3 * 8 + 9 * 4 + 5 * 2, network.size());
    assertEquals(2, network.outputs());
  }

  @Test
  void theExamplesAreFitFiles() throws IOException {
    Path examples = Path.of("../examples");
    try (var files = Files.walk(examples)) {
      List<Path> fitFiles =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .filter(file -> !file.toString().contains("target"))
              .toList();
      assertTrue(fitFiles.size() >= 3, "the examples are missing below " + examples);
      for (Path file : fitFiles) {
        FitFile read = FitFileReader.read(file, List.of());
        assertTrue(Files.exists(read.data().orElseThrow().file()), file + " lacks its data");
      }
    }
  }
}
