package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Losses of a model that stays at its fitted initial value: their minima are means, medians and
/// the like, known in closed form.
class LossTest {
  private static final String CONSTANT =
      """
      data: {file: data.csv, time: t, observe: {x: x}}
      states: {x: {fit: 1}}
      equations: {x: 0}
      loss: {kind: mse, on: value}
      optimize: [lbfgs]
      """;

  /// Repeated measurements, a missing one; the values are 1, 2, 4, 8, 16 with mean 6.2.
  private static final String DATA = "t,x,group\n0,8,a\n0,1,b\n1,,a\n1,2,b\n2,16,a\n2,4,b\n";

  @TempDir Path folder;

  private JsonTree fit(String... settings) throws IOException {
    return FitFolder.of(folder, CONSTANT, DATA).fit(settings);
  }

  @Test
  void meanSquareOfValuesFindsTheMean() throws IOException {
    JsonTree json = fit();
    assertEquals(6.2, json.number("states.x"), 1e-7);
    double variance = (64 + 1 + 4 + 256 + 16) / 5.0 - 6.2 * 6.2;
    assertEquals(variance, json.number("loss"), 1e-12 * variance);
    assertEquals(Math.sqrt(variance), json.number("rmse.x"), 1e-12 * variance);
  }

  @Test
  void levenbergMarquardtFindsTheMeanToo() throws IOException {
    assertEquals(6.2, fit("optimize=[levenberg_marquardt]").number("states.x"), 1e-12);
  }

  @Test
  void meanSquareOfLogarithmsFindsTheGeometricMean() throws IOException {
    JsonTree json = fit("loss.on=log");
    assertEquals(4, json.number("states.x"), 1e-6);
    double log2 = Math.log(2);
    assertEquals(
        2 * log2 * log2, json.number("loss"), 1e-12, "the logarithms are -2 ... 2 times log 2");
  }

  @Test
  void meanAbsoluteValueFindsTheMedian() throws IOException {
    String stages = "optimize=[{adam: {rate: 0.1, steps: 300}}, {adam: {rate: 0.001, steps: 300}}]";
    JsonTree json = fit("loss.kind=mae", stages);
    assertEquals(4, json.number("states.x"), 2e-3, "no closer than a few rates");
    assertEquals((3 + 2 + 0 + 4 + 12) / 5.0, json.number("loss"), 1e-3);
  }

  @Test
  void hubersFunctionFindsTheBalanceOfNearAndFar() throws IOException {
    JsonTree json = fit("loss.kind=huber", "states.x.fit=3.6");
    // Two below by more than 1, two above by more than 1, one within 1: that one is met.
    assertEquals(4, json.number("states.x"), 1e-7);
    double far = (3 - 0.5) + (2 - 0.5) + (4 - 0.5) + (12 - 0.5);
    assertEquals(far / 5, json.number("loss"), 1e-12);
  }

  @Test
  void theLikelihoodIsThatOfNormalErrorsAtTheirLikeliestDeviation() throws IOException {
    JsonTree json = fit("loss.kind=gaussian");
    assertEquals(6.2, json.number("states.x"), 1e-6);
    double variance = (64 + 1 + 4 + 256 + 16) / 5.0 - 6.2 * 6.2;
    double likelihood = 0.5 * (Math.log(2 * Math.PI * variance) + 1);
    assertEquals(likelihood, json.number("loss"), 1e-12);
  }

  @Test
  void rowsAreSelectedByAColumn() throws IOException {
    assertEquals(12, fit("data.rows={where: group == a}").number("states.x"), 1e-7);
    assertEquals(7.0 / 3, fit("data.rows={where: group != a}").number("states.x"), 1e-7);
  }

  @Test
  void weightsAndDerivedQuantitiesEnterAsTheyShould() throws IOException {
    String model =
        """
        data: {file: data.csv, time: t, observe: {x: x, double: y}}
        states: {x: {fit: 1}}
        equations: {x: 0}
        derived: {double: 2*x}
        loss: {kind: mse, on: value, weights: {double: 3}}
        optimize: [levenberg_marquardt]
        """;
    FitFolder fit = FitFolder.of(folder, model, "t,x,y\n0,1,6\n1,3,10\n");
    // The minimum of (x-1)^2 + (x-3)^2 + 3 (2x-6)^2 + 3 (2x-10)^2.
    double x = (1 + 3 + 6 * 6 + 6 * 10) / (2 + 24.0);
    JsonTree squares = fit.fit();
    assertEquals(x, squares.number("states.x"), 1e-12);
    double sum =
        Math.pow(x - 1, 2)
            + Math.pow(x - 3, 2)
            + 3 * (Math.pow(2 * x - 6, 2) + Math.pow(2 * x - 10, 2));
    assertEquals(sum / 4, squares.number("loss"), 1e-12 * sum);
    assertEquals(
        Math.sqrt((Math.pow(2 * x - 6, 2) + Math.pow(2 * x - 10, 2)) / 2),
        squares.number("rmse.double"),
        1e-12,
        "rmse is not weighted");
    assertEquals(x, fit.fit("optimize=[lbfgs]").number("states.x"), 1e-7);
    assertEquals(2, fit.fit("loss.weights.double=0").number("states.x"), 1e-12);
  }

  @Test
  void heldOutTimesAreScoredButNotSeen() throws IOException {
    for (String last : new String[] {"1", "0.33"}) {
      JsonTree json = fit("holdout.last=" + last);
      double mean = (8 + 1 + 2) / 3.0;
      assertEquals(mean, json.number("states.x"), 1e-7, last);
      double seen = Math.sqrt((64 + 1 + 4) / 3.0 - mean * mean);
      assertEquals(seen, json.number("rmse_all"), 1e-12, "rmse_all is that of the times seen");
      double held = Math.sqrt((Math.pow(16 - mean, 2) + Math.pow(4 - mean, 2)) / 2);
      assertEquals(held, json.number("rmse_holdout"), 1e-6, "two rows of the last time");
    }
  }
}
