package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.cli.data.CsvReader;
import dev.odeon.cli.data.CsvRequest;
import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.data.ValueDomain;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The main job: Lotka-Volterra to pelts of hare and lynx. The optimum was found independently, by
/// an order-8 solver at 1e-10 and Levenberg-Marquardt.
class LynxHareFitTest {
  private static final Path FILE = FitFolder.EXAMPLES.resolve("lynx-hare/fit.yaml");
  private static final double OPTIMUM = 0.21924;

  @TempDir static Path folder;
  private static CommandRun run = new CommandRun(ExitCode.INTERNAL, "", "");

  @BeforeAll
  static void fit() {
    run = CommandRun.of(FitFolder.arguments(FILE, folder));
  }

  @Test
  void printsOneJsonObjectAndNothingElse() throws IOException {
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    assertEquals("", run.err());
    assertEquals(1, run.out().lines().count(), run.out());
    assertEquals(run.out(), Files.readString(folder.resolve("fit.json")));
    assertEquals(
        Set.of(
            "outcome",
            "loss",
            "rmse",
            "rmse_all",
            "rmse_holdout",
            "parameters",
            "states",
            "steps",
            "seconds",
            "solves",
            "evaluations",
            "output"),
        run.json().keys());
    assertEquals(folder.toString(), run.json().text("output"));
  }

  @ParameterizedTest
  @CsvSource({
    "parameters.a, 0.54016",
    "parameters.b, 0.027165",
    "parameters.d, 0.023695",
    "parameters.g, 0.79639",
    "states.hare, 34.602",
    "states.lynx, 5.8445"
  })
  void findsTheReferenceOptimum(String path, double reference) {
    assertEquals(reference, run.json().number(path), 1e-4 * reference, path);
  }

  @Test
  void leavesTheRootMeanSquareOfTheOptimum() {
    JsonTree json = run.json();
    assertTrue(json.number("rmse_all") <= OPTIMUM, "rmse_all of " + run.out());
    double hare = json.number("rmse.hare");
    double lynx = json.number("rmse.lynx");
    double both = Math.sqrt((hare * hare + lynx * lynx) / 2);
    assertEquals(both, json.number("rmse_all"), 1e-15, "21 values of each");
    assertEquals(json.number("loss"), both * both, 1e-12, "the loss is the mean square");
    assertTrue(Double.isNaN(json.number("rmse_holdout")), "nothing was held out");
    assertTrue(json.number("solves") >= json.number("steps"), "each step solves");
    assertTrue(json.number("evaluations") > 100 * json.number("solves"), run.out());
  }

  @Test
  void theCsvFileReadsBackToTheResiduals() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String name : new String[] {"hare", "lynx"}) {
      columns.put(name + "_observed", name + "_observed");
      columns.put(name + "_fitted", name + "_fitted");
    }
    TimeSeries csv =
        CsvReader.read(
            new CsvRequest(
                folder.resolve("fit.csv"), "t", columns, Optional.empty(), ValueDomain.POSITIVE));
    assertEquals(21, csv.rows());
    assertEquals(1900, csv.time(0));
    assertEquals(47.2, csv.value("hare_observed", 1));
    assertEquals(run.json().number("states.lynx"), csv.value("lynx_fitted", 0));
    double sum = 0;
    for (int row = 0; row < csv.rows(); row++) {
      double r = Math.log(csv.value("hare_fitted", row) / csv.value("hare_observed", row));
      sum += r * r;
    }
    assertEquals(run.json().number("rmse.hare"), Math.sqrt(sum / 21), 1e-14);
  }

  @Test
  void theModelFileHoldsTheReportedValues() throws IOException {
    SafetensorsFile model = SafetensorsReader.read(folder.resolve("model.safetensors"));
    assertEquals(
        Set.of("a", "b", "d", "g", "initial.hare", "initial.lynx"), model.tensors().keySet());
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              String path =
                  name.startsWith("initial.")
                      ? "states." + name.substring("initial.".length())
                      : "parameters." + name;
              double[] reported = {run.json().number(path)};
              assertArrayEquals(reported, tensor.toDoubles(), name);
            });
    assertEquals(run.json().text("loss"), model.metadata().get("fit.loss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trajectories.png", "phase.png", "loss.png"})
  void thePicturesDecode(String name) throws IOException {
    var picture = ImageIO.read(folder.resolve(name).toFile());
    assertNotNull(picture, name + " is no picture");
    assertTrue(picture.getWidth() >= 400 && picture.getHeight() >= 300, name + ": " + picture);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimize=[levenberg_marquardt]",
        "optimize=[{lbfgs: {steps: 200}}]",
        "optimize=[{adam: {rate: 0.05, steps: 50}}, levenberg_marquardt]"
      })
  void otherOptimisersReachTheSameOptimum(String optimize, @TempDir Path other) {
    CommandRun second = CommandRun.of(FitFolder.arguments(FILE, other, optimize));
    assertEquals(ExitCode.DONE, second.exit(), second.err());
    assertTrue(second.json().number("rmse_all") <= OPTIMUM, second.out());
    double a = run.json().number("parameters.a");
    assertEquals(a, second.json().number("parameters.a"), 1e-5 * a);
  }

  @Test
  void forwardSensitivitiesGiveTheSameFit(@TempDir Path other) {
    String[] settings = {"optimize=[{lbfgs: {steps: 200}}]", "gradient=forward"};
    CommandRun forward = CommandRun.of(FitFolder.arguments(FILE, other, settings));
    assertEquals(ExitCode.DONE, forward.exit(), forward.err());
    for (String name : new String[] {"a", "b", "d", "g"}) {
      double discrete = run.json().number("parameters." + name);
      double found = forward.json().number("parameters." + name);
      assertEquals(discrete, found, 1e-6 * discrete, name);
    }
  }
}
